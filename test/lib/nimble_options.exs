# NimbleOptions: options against a schema, with the texts of version 1.1.
schema = [
  name: [type: :string, required: true, doc: "The name."],
  size: [type: :pos_integer, default: 5],
  mode: [type: {:in, [:a, :b]}],
  nested: [type: :keyword_list, keys: [x: [type: :integer, required: true]]],
  fun: [type: {:fun, 2}],
  list: [type: {:list, :integer}],
  pair: [type: {:tuple, [:atom, :integer]}],
  either: [type: {:or, [:integer, :string]}],
  map: [type: {:map, :atom, :integer}],
  own: [type: {:custom, String, :myers_difference, ["x"]}]
]
why = fn options ->
  {:error, error} = NimbleOptions.validate(options, schema)
  Exception.message(error)
end
NimbleOptions.validate([name: "a"], schema)    # => {:ok, [size: 5, name: "a"]}
NimbleOptions.validate(%{name: "a"}, schema)   # => {:ok, %{name: "a", size: 5}}
why.([])                                       # => "required :name option not found, received options: []"
why.(name: 1)                                  # => "invalid value for :name option: expected string, got: 1"
why.(name: "a", foo: 1)                        # => "unknown options [:foo], valid options are: [:name, :size, :mode, :nested, :fun, :list, :pair, :either, :map, :own]"
why.(name: "a", size: 0)                       # => "invalid value for :size option: expected positive integer, got: 0"
why.(name: "a", mode: :c)                      # => "invalid value for :mode option: expected one of [:a, :b], got: :c"
why.(name: "a", nested: [])                    # => "required :x option not found, received options: [] (in options [:nested])"
why.(name: "a", nested: [x: "s"])              # => "invalid value for :x option: expected integer, got: \"s\" (in options [:nested])"
why.(name: "a", fun: fn -> 1 end)              # => "invalid value for :fun option: expected function of arity 2, got: function of arity 0"
why.(name: "a", list: [1, :b])                 # => "invalid list in :list option: invalid value for list element at position 1: expected integer, got: :b"
why.(name: "a", pair: {:a})                    # => "invalid value for :pair option: expected tuple with 2 elements, got: {:a}"
why.(name: "a", map: %{a: "1"})                # => "invalid map in :map option: invalid value for map key :a: expected integer, got: \"1\""
why.(name: "a", either: :x)                    # => "expected :either option to match at least one given type, but didn't match any. Here are the reasons why it didn't match each of the allowed types:\n\n  * invalid value for :either option: expected string, got: :x\n  * invalid value for :either option: expected integer, got: :x"
why.(name: "a", own: "y")                      # error: (RuntimeError) custom validation function String.myers_difference/2 must return {:ok, value} or {:error, message}, got: [del: "y", ins: "x"]
NimbleOptions.validate!([], NimbleOptions.new!(schema)) # error: (NimbleOptions.ValidationError) required :name option not found, received options: []
NimbleOptions.validate([], a: [tipe: :foo])    # error: (ArgumentError) invalid NimbleOptions schema. Reason: unknown options [:tipe], valid options are: [:type, :required, :default, :keys, :deprecated, :doc, :subsection, :type_doc, :type_spec] (in options [:a])
NimbleOptions.docs(Keyword.take(schema, [:name, :size, :nested])) # => "* `:name` (`t:String.t/0`) - Required. The name.\n\n* `:size` (`t:pos_integer/0`) - The default value is `5`.\n\n* `:nested` (`t:keyword/0`)\n\n  * `:x` (`t:integer/0`) - Required.\n\n"
