# Inspect.Algebra - documents: text with places where lines may break.
#
# The functions only describe; the layout is done in C when a value is shown.
defmodule Inspect.Algebra do
  def empty, do: :doc_nil
  def line, do: :doc_line
  def string(text) when is_binary(text), do: {:doc_string, text, String.length(text)}

  def concat(left, right), do: {:doc_cons, left, right}
  def concat(docs) when is_list(docs), do: fold_doc(docs, &concat/2)
  def line(left, right), do: concat(left, concat(:doc_line, right))

  def nest(doc, level, mode \\ :always)
  def nest(doc, 0, _mode), do: doc
  def nest(doc, level, mode) when level in [:cursor, :reset], do: nest(doc, 0, mode)
  def nest(doc, level, mode), do: {:doc_nest, doc, level, mode}

  def break(text \\ " ") when is_binary(text), do: {:doc_break, text, :strict}
  def flex_break(text \\ " ") when is_binary(text), do: {:doc_break, text, :flex}
  def glue(left, glue \\ " ", right), do: concat(left, concat(break(glue), right))
  def flex_glue(left, glue \\ " ", right), do: concat(left, concat(flex_break(glue), right))
  def space(left, right), do: concat(left, concat(" ", right))

  def group(doc, mode \\ :self), do: {:doc_group, doc, mode}
  def force_unfit(doc), do: {:doc_force, doc}
  def next_break_fits(doc, mode \\ :enabled), do: {:doc_fits, doc, mode}
  # Sequences take no columns.
  def color(doc, key, options), do: color_doc(doc, key, options)

  def color_doc(doc, key, %{syntax_colors: colors}) do
    case Keyword.fetch(colors, key) do
      {:ok, color} -> concat(code(color), concat(doc, code(Keyword.get(colors, :reset, :reset))))
      :error -> doc
    end
  end

  defp code(color),
    do: {:doc_string, IO.iodata_to_binary(IO.ANSI.format_fragment(color, true)), 0}

  def no_limit(doc), do: doc

  # A break in a collapsed document never stands for more than one newline.
  def collapse_lines(doc), do: doc

  # The text, at most so many columns wide where it may break.
  def format(doc, :infinity), do: [Cnx.Inspect.format(doc, nil)]

  def format(doc, width) when is_integer(width) and width >= 0,
    do: [Cnx.Inspect.format(doc, width)]

  def is_doc(doc) when is_binary(doc) or doc in [:doc_nil, :doc_line], do: true

  def is_doc(doc) when is_tuple(doc) and tuple_size(doc) > 1,
    do: match?("doc_" <> _, to_string(elem(doc, 0)))

  def is_doc(_), do: false

  def fold_doc([], _fun), do: :doc_nil
  def fold_doc([doc], _fun), do: doc
  def fold_doc([doc | docs], fun), do: fun.(doc, fold_doc(docs, fun))

  def to_doc(%{__struct__: _} = struct, options), do: {:doc_term, struct, options}

  def to_doc(term, %{inspect_fun: fun} = options) when fun != (&Inspect.inspect/2),
    do: fun.(term, options)

  def to_doc(term, options), do: plain_doc(term, options)

  @doc false
  # What has no parts is text at once, so that lists of it fill their lines.
  def plain_doc(term, %{syntax_colors: []} = options)
      when is_number(term) or is_atom(term) or is_function(term) or is_pid(term) or term == [],
      do: inspect(term, base: options.base, inspect_fun: &Inspect.inspect/2)

  def plain_doc(term, %{base: :decimal, syntax_colors: [], binaries: :infer} = options)
      when is_binary(term) do
    if String.printable?(term, options.printable_limit),
      do:
        inspect(term, printable_limit: options.printable_limit, inspect_fun: &Inspect.inspect/2),
      else: {:doc_plain, term, options}
  end

  def plain_doc(term, options), do: {:doc_plain, term, options}

  # left, the items separated, right: on one line or, when that is too long, an item a line.
  # Items that are plain text fill the lines instead.
  def container_doc(left, items, right, options, fun, layout \\ [])
  def container_doc(left, [], right, _options, _fun, _layout), do: concat(left, right)

  def container_doc(left, items, right, options, fun, layout) do
    separator = Keyword.get(layout, :separator, ",")
    break = Keyword.get(layout, :break, :maybe)
    docs = item_docs(items, options.limit, options, fun)
    flex? = break == :flex or (break == :maybe and Enum.all?(docs, &plain?/1))
    body = fold_doc(docs, &join(&1, &2, flex?, separator))

    if flex?,
      do: group(concat(concat(left, nest(body, 1)), right)),
      else: group(glue(nest(glue(left, "", body), 2), "", right))
  end

  defp item_docs([], _limit, _options, _fun), do: []
  defp item_docs(_items, 0, _options, _fun), do: ["..."]

  defp item_docs([item | items], limit, options, fun) do
    rest = if limit == :infinity, do: limit, else: limit - 1

    case fun.(item, %{options | limit: rest}) do
      :doc_nil -> item_docs(items, limit, options, fun)
      doc -> [doc | item_docs(items, rest, options, fun)]
    end
  end

  defp join(left, right, true, separator), do: flex_glue(concat(left, separator), right)
  defp join(left, right, false, separator), do: glue(concat(left, separator), right)

  defp plain?({:doc_cons, left, right}), do: plain?(left) and plain?(right)
  defp plain?({:doc_string, _, _}), do: true
  defp plain?(doc), do: is_binary(doc)
end
