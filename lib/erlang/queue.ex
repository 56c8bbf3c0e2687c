# :queue - first in, first out: {rear, front}, the newest element first in the rear, the oldest
# first in the front, and neither list empty where there are two elements or more (Okasaki's
# queue). Which elements lie where is Erlang's, since programs print and compare queues.
defmodule :queue do
  defguardp is_pair(queue)
            when is_tuple(queue) and tuple_size(queue) == 2 and is_list(elem(queue, 0)) and
                   is_list(elem(queue, 1))

  # --- making and asking ---

  def new, do: {[], []}

  def is_queue(queue), do: is_pair(queue)

  def is_empty(queue), do: checked(queue) == {[], []}

  def len(queue) do
    {rear, front} = checked(queue)
    length(rear) + length(front)
  end

  def to_list(queue) do
    {rear, front} = checked(queue)
    front ++ Enum.reverse(rear)
  end

  def from_list(list) when is_list(list), do: of_front(list)
  def from_list(_), do: bad()

  def member(element, queue) do
    {rear, front} = checked(queue)
    :lists.member(element, front) or :lists.member(element, rear)
  end

  # --- both ends ---

  def unquote(:in)(element, {[_] = rear, []}), do: {[element], rear}

  def unquote(:in)(element, {rear, front}) when is_pair({rear, front}),
    do: {[element | rear], front}

  def unquote(:in)(_, _), do: bad()

  def in_r(element, queue), do: reverse(:queue.in(element, reverse(queue)))

  def out({[], []} = queue), do: {:empty, queue}
  def out({[element], []}), do: {{:value, element}, {[], []}}
  def out({rear, [element]}) when is_list(rear), do: {{:value, element}, of_rear(rear)}
  def out({rear, [element | front]}) when is_list(rear), do: {{:value, element}, {rear, front}}

  def out({[newest | rear], []}) do
    [element | front] = Enum.reverse(rear)
    {{:value, element}, {[newest], front}}
  end

  def out(_), do: bad()

  def out_r(queue) do
    {element, rest} = out(reverse(queue))
    {element, reverse(rest)}
  end

  def peek(queue) do
    case out(queue) do
      {:empty, _} -> :empty
      {value, _} -> value
    end
  end

  def peek_r(queue), do: queue |> reverse() |> peek()

  def get(queue) do
    case out(queue) do
      {{:value, element}, _} -> element
      {:empty, _} -> :erlang.error(:empty)
    end
  end

  def get_r(queue), do: queue |> reverse() |> get()

  def drop(queue) do
    case out(queue) do
      {{:value, _}, rest} -> rest
      {:empty, _} -> :erlang.error(:empty)
    end
  end

  def drop_r(queue), do: queue |> reverse() |> drop() |> reverse()

  # --- whole queues ---

  def reverse(queue) do
    {rear, front} = checked(queue)
    {front, rear}
  end

  def join(first, second) do
    {rear, front} = checked(first)
    {last, next} = checked(second)
    {last, front ++ Enum.reverse(rear, next)}
  end

  def split(0, queue), do: {new(), checked(queue)}

  def split(count, queue) when is_integer(count) and count > 0 do
    {rear, front} = checked(queue)
    before = length(front)

    cond do
      count > before + length(rear) ->
        bad()

      count == before ->
        {of_front(front), of_rear(rear)}

      count == before + length(rear) ->
        {queue, new()}

      count < before ->
        {[oldest | first], rest} = Enum.split(front, count)
        {{Enum.reverse(first), [oldest]}, {rear, rest}}

      true ->
        {[newest | rest], first} = Enum.split(rear, before + length(rear) - count)
        {{first, front}, {[newest], Enum.reverse(rest)}}
    end
  end

  def split(_, _), do: bad()

  def filter(fun, queue) when is_function(fun, 1), do: change(queue, &chosen(fun.(&1), &1))
  def filter(_, _), do: bad()

  def filtermap(fun, queue) when is_function(fun, 1) do
    change(queue, fn element ->
      case fun.(element) do
        {true, other} -> [other]
        choice when is_boolean(choice) -> chosen(choice, element)
      end
    end)
  end

  def filtermap(_, _), do: bad()

  def fold(fun, acc, queue) when is_function(fun, 2), do: List.foldl(to_list(queue), acc, fun)
  def fold(_, _, _), do: bad()

  def any(fun, queue) when is_function(fun, 1), do: :lists.any(fun, to_list(queue))
  def any(_, _), do: bad()

  def all(fun, queue) when is_function(fun, 1), do: :lists.all(fun, to_list(queue))
  def all(_, _), do: bad()

  def delete(element, queue), do: delete_with(&(&1 === element), queue)
  def delete_r(element, queue), do: delete_with_r(&(&1 === element), queue)

  def delete_with(fun, queue) when is_function(fun, 1) do
    {rear, front} = checked(queue)

    if place = Enum.find_index(front, fun) do
      balanced({rear, List.delete_at(front, place)})
    else
      oldest_first = Enum.reverse(rear)
      place = Enum.find_index(oldest_first, fun)

      if place,
        do: balanced({Enum.reverse(List.delete_at(oldest_first, place)), front}),
        else: queue
    end
  end

  def delete_with(_, _), do: bad()

  def delete_with_r(fun, queue), do: reverse(delete_with(fun, reverse(queue)))

  # --- the names of Okasaki's API ---

  def cons(element, queue), do: in_r(element, queue)
  def head(queue), do: get(queue)
  def tail(queue), do: drop(queue)
  def snoc(queue, element), do: :queue.in(element, queue)
  def last(queue), do: get_r(queue)
  def daeh(queue), do: get_r(queue)
  def init(queue), do: drop_r(queue)
  def liat(queue), do: drop_r(queue)
  def lait(queue), do: drop_r(queue)

  # --- inside ---

  defp bad, do: raise(ArgumentError, "argument error")

  defp checked(queue) when is_pair(queue), do: queue
  defp checked(_), do: bad()

  defp chosen(true, element), do: [element]
  defp chosen(false, _), do: []
  defp chosen(list, _) when is_list(list), do: list
  defp chosen(choice, _), do: raise(CaseClauseError, term: choice)

  # Each element becomes those of a list, the oldest first.
  defp change(queue, fun) do
    {rear, front} = checked(queue)
    front = Enum.flat_map(front, fun)
    balanced({rear |> Enum.reverse() |> Enum.flat_map(fun) |> Enum.reverse(), front})
  end

  defp balanced({rear, []}), do: of_rear(rear)
  defp balanced({[], front}), do: of_front(front)
  defp balanced(queue), do: queue

  # A queue of one list: its older half goes to the front, its newer half to the rear.
  defp of_rear(rear) do
    {newer, older} = Enum.split(rear, div(length(rear), 2))
    {newer, Enum.reverse(older)}
  end

  defp of_front(front) do
    {older, newer} = Enum.split(front, div(length(front), 2))
    {Enum.reverse(newer), older}
  end
end
