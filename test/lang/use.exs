# use, __using__, @before_compile, generated functions, defoverridable and super, attributes.
defmodule Base do
  defmacro __using__(options) do
    quote do
      import Base, only: [field: 1]
      Module.register_attribute(__MODULE__, :fields, accumulate: true)
      @before_compile Base
      @size unquote(options[:size] || 1)
      def size, do: @size
      def greet(name), do: "hello " <> name
      defoverridable greet: 1
    end
  end

  defmacro field(name), do: quote(do: @fields(unquote(name)))

  defmacro __before_compile__(env) do
    fields = Module.get_attribute(env.module, :fields)
    quote(do: def(fields, do: unquote(Enum.reverse(fields))))
  end
end

defmodule Plain do
  use Base
end

defmodule Sized do
  use Base, size: 5
  field :a
  field :b
  def greet(name), do: super(name) <> "!"
end

{Plain.size(), Sized.size()} # => {1, 5}
{Plain.fields(), Sized.fields()} # => {[], [:a, :b]}
{Plain.greet("x"), Sized.greet("x")} # => {"hello x", "hello x!"}

defmodule Generated do
  for {name, value} <- [one: 1, two: 2] do
    def unquote(name)(), do: unquote(value)
    def unquote(:"add_#{name}")(x), do: x + unquote(value)
  end

  if true do
    def chosen, do: :yes
  else
    def chosen, do: :no
  end

  Enum.each([:a, :b], fn letter ->
    def letter(unquote(letter)), do: unquote(to_string(letter))
  end)

  @list [1]
  @list [2 | @list]
  def list, do: @list

  Enum.each(1..3, fn i -> @last i end)
  def last, do: @last

  for i <- 1..2 do
    defmodule Module.concat(__MODULE__, "Sub#{i}") do
      def n, do: unquote(i)
    end
  end
end

{Generated.one(), Generated.two(), Generated.add_two(1)} # => {1, 2, 3}
Generated.chosen() # => :yes
{Generated.letter(:a), Generated.letter(:b)} # => {"a", "b"}
{Generated.list(), Generated.last()} # => {[2, 1], 3}
Generated.Sub2.n() # => 2

defmodule Attributes do
  Module.put_attribute(__MODULE__, :x, 1)
  @y Module.get_attribute(__MODULE__, :x) + 1
  def all, do: {@x, @y, @unset}
  Module.delete_attribute(__MODULE__, :x)
  def x, do: @x
end

Attributes.all() # => {1, 2, nil}
Attributes.x() # => nil
Module.get_attribute(Attributes, :y) # error: (ArgumentError) could not call Module.get_attribute/2 because the module Attributes is already compiled
Attributes.__info__(:functions) # => [all: 0, x: 0]
Attributes.__info__(:module) # => Attributes

defmodule Behaved do
  @callback f(integer) :: integer
  @callback g() :: atom
  @optional_callbacks g: 0
end

Enum.sort(Behaved.behaviour_info(:callbacks)) # => [f: 1, g: 0]
Behaved.behaviour_info(:optional_callbacks) # => [g: 0]

Module.create(Created, quote(do: def(hi, do: :hi)), __ENV__) |> elem(1) # => Created
Created.hi() # => :hi

defmodule Chain do
  def f(x), do: [x]
  defoverridable f: 1
  def f(x), do: [:second | super(x)]
  defoverridable f: 1
  def f(x), do: [:third | super(x)]
end

Chain.f(1) # => [:third, :second, 1]
def f(x), do: x # error: (ArgumentError) cannot invoke def/2 outside module

defmodule Strict do
  @enforce_keys [:id]
  defstruct [:id, tags: []]
end

%Strict{id: 1} # => %Strict{id: 1, tags: []}
%Strict{} # error: (ArgumentError) the following keys must also be given when building struct Strict: [:id]
struct!(Strict, tags: [1]) # error: (ArgumentError) the following keys must also be given when building struct Strict: [:id]
struct!(Strict, no: 1) # error: (KeyError) key :no not found
destructure([a, b, c], [1, 2])
{a, b, c} # => {1, 2, nil}
Enum.sort(binding()) |> Keyword.take([:a, :b]) # => [a: 1, b: 2]
