# A part of Enum: what has another name by now.

@deprecated "Use Enum.chunk_every/2 instead"
def chunk(enumerable, count), do: Enum.chunk(enumerable, count, count, nil)

@deprecated "Use Enum.chunk_every/3 instead"
def chunk(enumerable, count, step), do: Enum.chunk(enumerable, count, step, nil)

@deprecated "Use Enum.chunk_every/4 instead"
def chunk(enumerable, count, step, leftover),
  do: chunk_every(enumerable, count, step, leftover || :discard)

@deprecated "Use Enum.filter/2 + Enum.map/2 or for comprehensions instead"
def filter_map(enumerable, filter, mapper), do: enumerable |> filter(filter) |> map(mapper)

@deprecated "Use Enum.split_with/2 instead"
def partition(enumerable, fun), do: split_with(enumerable, fun)

@deprecated "Use Enum.uniq_by/2 instead"
def uniq(enumerable, fun), do: uniq_by(enumerable, fun)
