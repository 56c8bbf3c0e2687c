# NimbleOptions: what a schema may say of a type, and what does not match it.
why = fn type, value ->
  {:error, error} = NimbleOptions.validate([o: value], o: [type: type])
  Exception.message(error)
end
wrong = fn type ->
  try do
    NimbleOptions.new!(o: [type: type])
  rescue
    error in ArgumentError -> error.message |> String.split(["\n", " (in"]) |> hd() |> String.replace_prefix("invalid NimbleOptions schema. Reason: ", "")
  end
end
keys = [str: [type: :integer]]
why.({:list, {:keyword_list, keys}}, [[str: 1], [str: "x"]]) # => "invalid list element at position 1 in :o option: invalid value for :str option: expected integer, got: \"x\""
why.({:list, {:map, keys}}, [%{str: 1}, 5])                  # => "invalid list in :o option: invalid value for list element at position 1: expected map, got: 5"
why.({:list, {:list, :atom}}, [[:a], ["b"]])                 # => "invalid list in :o option: invalid list in list element at position 1: invalid value for list element at position 0: expected atom, got: \"b\""
why.({:tuple, [{:tuple, [:atom]}]}, {{1}})                   # => "invalid tuple in :o option: invalid tuple in tuple element at position 0: invalid value for tuple element at position 0: expected atom, got: 1"
why.({:map, {:in, [:a]}, {:list, :integer}}, %{a: ["n"]})    # => "invalid map in :o option: invalid list in map key :a: invalid value for list element at position 0: expected integer, got: \"n\""
why.(:map, %{"s" => 1})                                      # => "invalid map in :o option: invalid value for map key: expected atom, got: \"s\""
why.({:in, MapSet.new([1])}, 2)                              # => "invalid value for :o option: expected one of MapSet.new([1]), got: 2"
why.({:in, 0..255}, -1)                                      # => "invalid value for :o option: expected one of 0..255, got: -1"
why.({:or, [:boolean, keyword_list: keys]}, str: 1.5)        # => "expected :o option to match at least one given type, but didn't match any. Here are the reasons why it didn't match each of the allowed types:\n\n  * invalid value for :str option: expected integer, got: 1.5 (in options [:o])\n  * invalid value for :o option: expected boolean, got: [str: 1.5]"
why.({:struct, Range}, %{})                                  # => "invalid value for :o option: expected Range, got: %{}"
why.(nil, 1)                                                 # => "invalid value for :o option: expected nil, got: 1"
why.(:mfa, {A, :f, 1})                                       # => "invalid value for :o option: expected tuple {mod, fun, args}, got: {A, :f, 1}"
why.(:mod_arg, A)                                            # => "invalid value for :o option: expected tuple {mod, arg}, got: A"
why.(:timeout, -1)                                           # => "invalid value for :o option: expected non-negative integer or :infinity, got: -1"
why.(:non_empty_keyword_list, [])                            # => "invalid value for :o option: expected non-empty keyword list, got: []"
NimbleOptions.validate([o: []], o: [type: {:list, {:keyword_list, keys}}]) # => {:ok, [o: []]}
NimbleOptions.validate([o: [a: 1]], o: [type: {:or, [:map, keyword_list: [a: [default: 2], b: [default: 3]]]}]) # => {:ok, [o: [b: 3, a: 1]]}
NimbleOptions.validate([x: [p: [s: 1]]], x: [type: :keyword_list, keys: [*: [type: :keyword_list, keys: [s: [type: :atom]]]]]) |> elem(1) |> Map.take([:key, :value, :keys_path]) # => %{key: :s, value: 1, keys_path: [:x, :p]}
NimbleOptions.new!(a: [type: :integer])                      # => %NimbleOptions{schema: [a: [required: false, type: :integer]]}
# A type that no schema may have.
wrong.(:foo)                 # => "invalid value for :type option: unknown type :foo."
wrong.({:keyword_list, []})  # => "invalid value for :type option: unknown type {:keyword_list, []}."
wrong.({:list, :foo})        # => "invalid value for :type option: invalid subtype given to :list type: unknown type :foo."
wrong.({:tuple, [:foo]})     # => "invalid value for :type option: invalid subtype given to :tuple type: unknown type :foo."
wrong.({:or, [:atom, :foo]}) # => "invalid value for :type option: invalid type given to :or type: unknown type :foo."
wrong.({:map, :foo, :any})   # => "invalid value for :type option: invalid key_type for :map type: unknown type :foo."
wrong.({:map, :any, :foo})   # => "invalid value for :type option: invalid value_type for :map type: unknown type :foo."
wrong.({:struct, "s"})       # => "invalid value for :type option: invalid struct_name for :struct, expected atom, got \"s\""
NimbleOptions.validate([], p: [type: :keyword_list, keys: [*: [type: :keyword_list, keys: [m: [tipe: 1]]]]]) # error: (ArgumentError) invalid NimbleOptions schema. Reason: unknown options [:tipe], valid options are: [:type, :required, :default, :keys, :deprecated, :doc, :subsection, :type_doc, :type_spec] (in options [:p, :keys, :*, :keys, :m])
# Types as the language writes them.
spec = fn type -> [o: [type: type]] |> NimbleOptions.option_typespec() |> Macro.to_string() end
Enum.map([:any, :string, :mfa, :mod_arg, :map, nil], spec)   # => ["{:o, term()}", "{:o, binary()}", "{:o, {module(), atom(), [term()]}}", "{:o, {module(), [term()]}}", "{:o, map()}", "{:o, nil}"]
spec.({:map, :string, :integer})                             # => "{:o, %{optional(binary()) => integer()}}"
spec.({:fun, 2})                                             # => "{:o, (term(), term() -> term())}"
Enum.map([{:in, 1..10}, {:in, 1..10//2}, {:in, [:a]}], spec) # => ["{:o, 1..10}", "{:o, term()}", "{:o, term()}"]
spec.({:or, [:integer, {:list, {:keyword_list, []}}, {:tuple, [:atom, :atom, {:struct, Range}]}]}) # => "{:o, integer() | [keyword()] | {atom(), atom(), struct()}}"
Macro.to_string(NimbleOptions.option_typespec(a: [type: :atom], b: [type: :any, type_spec: quote(do: String.t())], c: [type: :float])) # => "{:a, atom()} | {:b, String.t()} | {:c, float()}"
