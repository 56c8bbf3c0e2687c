# Cnx.Pieces - `use` makes a struct enumerable whose elements its module's __pieces__/1 gives as a stream.
defmodule Cnx.Pieces do
  defmacro __using__(_options) do
    module = __CALLER__.module

    quote do
      defimpl Enumerable do
        def reduce(struct, acc, fun),
          do: Enumerable.reduce(unquote(module).__pieces__(struct), acc, fun)

        def count(_struct), do: {:error, __MODULE__}
        def member?(_struct, _value), do: {:error, __MODULE__}
        def slice(_struct), do: {:error, __MODULE__}
      end
    end
  end
end
