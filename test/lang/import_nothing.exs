# Forms of the language are there without any import.
defmodule Bare do
  import Kernel, only: [def: 2]

  def quoted(a) do
    import Kernel, only: []
    require List
    quote do: unquote(a) + 1
  end

  def forms(a) do
    import Kernel, only: []
    f = fn y -> {a, y} end

    case f.(1) do
      {_, z} -> for <<b <- <<z>> >>, do: %{a: a, b: &(&1.(b)), m: __MODULE__}
    end
  end
end

Bare.quoted(2)                # => {:+, [], [2, 1]}
[%{a: a, m: m}] = Bare.forms(3)
{a, m}                        # => {3, Bare}

# What a quote takes from Kernel stays Kernel's where the macro is used.
defmodule Defines do
  defmacro greet(x) do
    quote do
      def greet(a) do
        b = unquote(x) + a
        if b > 2, do: to_string(b) <> "!", else: raise("small")
      end
    end
  end
end

defmodule Uses do
  import Kernel, only: []
  require Defines
  Defines.greet(3)
end

Uses.greet(1)                 # => "4!"
