# NimbleOptions.docs: a schema as nested lists of Markdown.
defmodule Recursive do
  def schema, do: [*: [type: :keyword_list, keys: [type: [type: :atom, required: true, doc: "A type."], keys: [type: :keyword_list, keys: &Recursive.schema/0], default: [doc: "It."]]]]
end
NimbleOptions.docs(Recursive.schema()) # => "* `:type` (`t:atom/0`) - Required. A type.\n\n* `:keys` (`t:keyword/0`)\n\n* `:default` - It.\n\n"
NimbleOptions.docs([a: [type: :integer, doc: "A.\n\nMore.\n\n", default: 1]], nest_level: 1) # => "  * `:a` (`t:integer/0`) - A.\n\n    More.\n\n    The default value is `1`.\n\n"
NimbleOptions.docs(a: [deprecated: "Use :b.", default: 3], b: [required: true, deprecated: "No."]) # => "* `:a` - *This option is deprecated. Use :b.* The default value is `3`.\n\n* `:b` - Required. *This option is deprecated. No.*\n\n"
NimbleOptions.docs(a: [type: :keyword_list, doc: "All:\r\nof it", keys: [b: [doc: "x\n\ny", type: {:tuple, [:integer, :mfa]}]]]) # => "* `:a` (`t:keyword/0`) - All:\n  of it\n\n  * `:b` (tuple of `t:integer/0`,  values) - x\n\n    y\n\n"
NimbleOptions.docs(a: [type: :keyword_list, subsection: "### A\n\nSome:\n", keys: [b: [type: {:struct, Range}]]], c: [type: {:list, {:map, []}}]) # => "* `:a` (`t:keyword/0`)\n\n* `:c` (list of `t:map/0`)\n\n### A\n\nSome:\n\n* `:b` (struct of type `Range`)\n\n"
NimbleOptions.docs(NimbleOptions.new!(a: [type: {:map, :string, :float}], b: [type: :pid, type_doc: false], c: [type_doc: "`t:x/0`"], d: [doc: false])) # => "* `:a` (map of `t:String.t/0` keys and `t:float/0` values)\n\n* `:b`\n\n* `:c` (`t:x/0`)\n\n"
