# What a block of a module's body imports and aliases ends with the block; definitions in it see it.
defmodule Names do
  def here, do: :imported
  defmacro made, do: :made
end

defmodule Blocks do
  if true do
    import Names
    alias String, as: S
    def in_if, do: {here(), S.upcase("x")}
  end

  def after_if, do: S

  try do
    import Names
    def in_try, do: here()
  after
    :ok
  end

  case 1 do
    1 ->
      require Names
      alias List, as: L
      def in_case, do: {Names.made(), L.first([1])}
  end

  def after_case, do: L

  for x <- [1, 2] do
    import Names
    alias Enum, as: E
    def unquote(:"for_#{x}")(), do: {here(), E.sum([unquote(x)])}
  end

  def after_for, do: E

  with true <- true do
    alias Map, as: M

    defmodule Inner do
      def run, do: M.new(a: 1)
    end
  end
end

Blocks.in_if()       # => {:imported, "X"}
Blocks.after_if()    # => S
Blocks.in_try()      # => :imported
Blocks.in_case()     # => {:made, 1}
Blocks.after_case()  # => L
Blocks.for_1()       # => {:imported, 1}
Blocks.for_2()       # => {:imported, 2}
Blocks.after_for()   # => E
Blocks.Inner.run()   # => %{a: 1}

Code.eval_string("defmodule Leak do\n if true do\n import Names\n here()\n end\n def leak, do: here()\nend") # error: (CompileError) undefined function here/0 (expected Leak to define such a function or for it to be imported, but none are available)

defmodule Described do
  use ExUnit.Case, register: false
  x = 1

  describe "a" do
    import Names
    alias String, as: S
    x = 2
    @value {here(), S.upcase("x"), x}
    def inside, do: {here(), S.upcase("x"), @value}
  end

  alias List, as: S
  @value {S.first([x]), :outside}
  def outside, do: @value

  for name <- ["b", "c"] do
    describe name do
      alias Keyword, as: K
      def unquote(:"of_#{name}")(), do: K.new(a: 1)
    end
  end

  def k, do: K
end

Described.inside()  # => {:imported, "X", {:imported, "X", 2}}
Described.outside() # => {1, :outside}
Described.of_b()    # => [a: 1]
Described.k()       # => K
