# Cnx.Docs.Inspect.Algebra - what h says about Inspect.Algebra.
defmodule Cnx.Docs.Inspect.Algebra do
  def text,
    do: ~S"""
    Documents: texts with places where lines may break, laid out by format/2.

    - empty(): Nothing.
    - string(text): A text measured by its graphemes.
    - concat(docs): One behind the other.
    - concat(left, right): Both.
    - line(): A newline, always.
    - line(left, right): Both with a newline between them.
    - break(text \\ " "): The text, or a newline when the group breaks.
    - flex_break(text \\ " "): The text, or a newline where the line is full.
    - glue(left, text \\ " ", right): Both with a break between them.
    - flex_glue(left, text \\ " ", right): Both with a flex_break between them.
    - group(doc, mode \\ :self): Breaks in all of its breaks or in none.
    - nest(doc, level, mode \\ :always): Newlines in it are indented by so much more, by :cursor or :reset.
    - space(left, right): Both with a blank between them.
    - force_unfit(doc): Its group breaks.
    - next_break_fits(doc, mode \\ :enabled): The next break decides alone whether it fits.
    - collapse_lines(most): At most so many of the newlines behind it.
    - no_limit(doc): There is room for it whatever its width.
    - fold_doc(docs, function): Folded from the right.
    - container_doc(left, items, right, options, function, settings \\ []): Items between brackets, with limit.
    - to_doc(value, options): What inspect prints.
    - color(doc, key, options): In the colour of the key.
    - color_doc(doc, key, options): In the colour of the key.
    - is_doc(value): Whether it is a document.
    - format(doc, width): Laid out, as iodata.
    """
end
