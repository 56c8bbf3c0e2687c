# A part of Stream: what has another name by now.

@deprecated "Use Stream.chunk_every/2 instead"
def chunk(enumerable, count), do: Stream.chunk(enumerable, count, count, nil)

@deprecated "Use Stream.chunk_every/3 instead"
def chunk(enumerable, count, step), do: Stream.chunk(enumerable, count, step, nil)

@deprecated "Use Stream.chunk_every/4 instead"
def chunk(enumerable, count, step, leftover),
  do: chunk_every(enumerable, count, step, leftover || :discard)

@deprecated "Use Stream.filter/2 + Stream.map/2 instead"
def filter_map(enumerable, filter, mapper), do: enumerable |> filter(filter) |> map(mapper)

@deprecated "Use Stream.uniq_by/2 instead"
def uniq(enumerable, fun), do: uniq_by(enumerable, fun)
