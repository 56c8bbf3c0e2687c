# Cnx.Docs.Stream - what h says about Stream.
defmodule Cnx.Docs.Stream do
  def text,
    do: ~S"""
    Enumerables that are computed when somebody asks for their elements; they may be endless.

    - chunk_by(enum, fun): Lists of neighbours for which the function gives the same.
    - chunk_every(enum, count, step \\ nil, leftover \\ []): Lists of so many elements.
    - chunk_while(enum, acc, chunk_fun, after_fun): Lists that the functions cut.
    - concat(enumerables): The elements of all of them.
    - concat(first, second): The elements of both.
    - cycle(enumerable): The elements again and again.
    - dedup(enum): Of equal neighbours only the first.
    - dedup_by(enum, fun): Of neighbours for which the function gives the same only the first.
    - drop(enum, n): Without the first elements.
    - drop_every(enum, nth): Without every nth element.
    - drop_while(enum, fun): Without the first elements as long as the function holds.
    - duplicate(value, n): The value n times.
    - each(enum, fun): Calls the function for each element that goes by.
    - filter(enum, fun): The elements for which the function holds.
    - flat_map(enum, mapper): What the function gives, joined.
    - from_index(fun_or_offset \\ 0): The integers from an offset on, or the function of them.
    - intersperse(enumerable, element): With an element between the others.
    - into(enum, collectable, transform \\ fn x -> x end): Puts what goes by into a collectable.
    - iterate(start_value, next_fun): The value, the function of it, the function of that, ...
    - map(enum, fun): What the function makes of each element.
    - map_every(enum, nth, fun): The function on every nth element.
    - reject(enum, fun): The elements for which the function does not hold.
    - repeatedly(generator_fun): What the function gives, again and again.
    - resource(start_fun, next_fun, after_fun): Elements of something opened and closed again.
    - run(stream): Goes through all elements; gives :ok.
    - scan(enum, fun): The steps of a fold.
    - scan(enum, acc, fun): The steps of a fold that begins with acc.
    - take(enum, count): The first elements, or the last for a negative count.
    - take_every(enum, nth): Every nth element.
    - take_while(enum, fun): The first elements as long as the function holds.
    - transform(enum, acc, reducer): Lists of elements that the function gives with its acc: {list, acc} or {:halt, acc}.
    - transform(enum, start_fun, reducer, after_fun): The same with functions for start and end.
    - transform(enum, start_fun, reducer, last_fun, after_fun): The same with one for the last elements.
    - unfold(next_acc, next_fun): Elements that the function gives: {element, next} or nil.
    - uniq(enum): Each element once.
    - uniq_by(enum, fun): One element for each value of the function.
    - with_index(enum, fun_or_offset \\ 0): Pairs of element and index.
    - zip(enumerables): Tuples of the elements in the same place.
    - zip(left, right): Pairs of the elements in the same place.
    - zip_with(enumerables, zip_fun): What the function makes of the elements in the same place.
    - zip_with(left, right, zip_fun): The same of two.
    - interval(ms): 0, 1, 2, ... one in so many milliseconds.
    - timer(ms): 0, after so many milliseconds.
    """
end
