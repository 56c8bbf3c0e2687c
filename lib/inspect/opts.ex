# Inspect.Opts - the options of inspect/2 as implementations of Inspect get them.
defmodule Inspect.Opts do
  defstruct base: :decimal,
            binaries: :infer,
            char_lists: :infer,
            charlists: :infer,
            custom_options: [],
            inspect_fun: &Inspect.inspect/2,
            limit: 50,
            pretty: false,
            printable_limit: 4096,
            safe: true,
            structs: true,
            syntax_colors: [],
            width: 80

  def new(options),
    do: struct(%Inspect.Opts{inspect_fun: default_inspect_fun()}, options)

  @doc "The function that makes documents of values where nobody names another."
  def default_inspect_fun,
    do: :persistent_term.get(:default_inspect_fun, &Inspect.inspect/2)

  def default_inspect_fun(fun) when is_function(fun, 2),
    do: :persistent_term.put(:default_inspect_fun, fun)
end
