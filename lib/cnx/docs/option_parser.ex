# Cnx.Docs.OptionParser - what h says about OptionParser.
defmodule Cnx.Docs.OptionParser do
  def text,
    do: ~S"""
    The arguments of a command. `strict:` or `switches:` name options and their kinds (:boolean, :integer, :float, :string, :count, :keep), `aliases:` their letters.

    - parse(argv, options \\ []): {options, arguments, invalid}.
    - parse!(argv, options \\ []): {options, arguments}, or raises.
    - parse_head(argv, options \\ []): The same up to the first argument.
    - parse_head!(argv, options \\ []): The same, or raises.
    - next(argv, options \\ []): {:ok, key, value, rest}, {:invalid | :undefined, text, value, rest} or {:error, argv}.
    - to_argv(options, settings \\ []): The options as arguments.
    - split(line): The line as arguments, as a shell splits it.
    """
end
