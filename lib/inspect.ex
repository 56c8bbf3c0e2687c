# Inspect - how values of a type are shown. What is built in is written in C; a struct is shown by
# Inspect.Name.inspect/2 when there is one.
defmodule Inspect do
  @callback inspect(t :: term, struct) :: term

  def inspect(%{__struct__: _} = struct, options) do
    case impl_for(struct) do
      Inspect.Any -> {:doc_plain, struct, options}
      module -> module.inspect(struct, options)
    end
  end

  def inspect(term, options), do: Inspect.Algebra.plain_doc(term, options)

  def impl_for(term), do: Cnx.Protocol.implementation(Inspect, term) || Inspect.Any
  def impl_for!(term), do: impl_for(term)
  def __protocol__(:module), do: __MODULE__
  def __protocol__(:functions), do: [inspect: 2]
  def __protocol__(:consolidated?), do: true
end

# Types that are built in: documents are made of them where they are shown.
for type <- [
      Atom,
      BitString,
      Float,
      Function,
      Integer,
      MapSet,
      PID,
      Port,
      Range,
      Reference,
      Regex,
      Tuple
    ] do
  defmodule Module.concat(Inspect, type) do
    @target type
    def inspect(%{__struct__: _} = struct, options), do: {:doc_plain, struct, options}
    def inspect(term, options), do: Inspect.Algebra.plain_doc(term, options)
    def __impl__(:for), do: @target
    def __impl__(:target), do: __MODULE__
    def __impl__(:protocol), do: Inspect
  end
end
