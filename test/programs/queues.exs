# Random operations on queues, all that each gives.
:rand.seed(:exsss, {7, 8, 9})
pick = fn list -> Enum.at(list, :rand.uniform(length(list)) - 1) end

one = fn f, args ->
  try do
    apply(:queue, f, args)
  rescue
    e -> {e.__struct__, Exception.message(e)}
  end
end

even = &(rem(&1, 2) == 0)

twice = fn x ->
  case rem(x, 3) do
    0 -> [x, x]
    1 -> true
    2 -> []
  end
end

map = fn x ->
  case rem(x, 3) do
    0 -> {true, x + 1}
    1 -> true
    2 -> false
  end
end

step = fn q, i ->
  op = :rand.uniform(22)

  case op do
    n when n < 6 ->
      :queue.in(i, q)

    n when n < 10 ->
      :queue.in_r(i, q)

    10 ->
      elem(:queue.out(q), 1)

    11 ->
      elem(:queue.out_r(q), 1)

    12 ->
      :queue.filter(if(pick.([true, false]), do: even, else: twice), q)

    13 ->
      :queue.filtermap(map, q)

    14 ->
      :queue.delete(pick.([i - 1, i - 2, i - 3]), q)

    15 ->
      :queue.delete_r(pick.([i - 1, i - 2, i - 3]), q)

    16 ->
      {first, rest} = :queue.split(min(:queue.len(q), pick.([0, 1, 2, 3, 5])), q)
      pick.([first, rest])

    17 ->
      if :queue.len(q) in 2..20, do: :queue.join(q, :queue.from_list([i])), else: :queue.new()

    18 ->
      :queue.reverse(q)

    19 ->
      :queue.from_list(:queue.to_list(q))

    20 ->
      :queue.delete_with(even, q)

    21 ->
      :queue.delete_with_r(even, q)

    22 ->
      :queue.cons(i, q)
  end
end

Enum.reduce(1..400, :queue.new(), fn i, q ->
  q = step.(q, i)

  asked =
    for f <- [
          :len,
          :is_empty,
          :peek,
          :peek_r,
          :get,
          :get_r,
          :drop,
          :drop_r,
          :out,
          :out_r,
          :daeh,
          :lait,
          :to_list
        ],
        do: one.(f, [q])

  all =
    {asked, :queue.member(i, q), :queue.any(even, q), :queue.all(even, q),
     :queue.fold(&[&1 | &2], [], q)}

  IO.puts(
    "#{inspect(q, charlists: :as_lists, limit: :infinity, width: :infinity)} #{:erlang.crc32(inspect(all, charlists: :as_lists, limit: :infinity))}"
  )

  q
end)

bad = [:a, {1, 2}, {[], [], []}]

for a <- bad,
    f <- [
      :len,
      :is_empty,
      :peek,
      :peek_r,
      :get,
      :get_r,
      :drop,
      :drop_r,
      :out,
      :out_r,
      :daeh,
      :lait,
      :to_list,
      :reverse,
      :from_list,
      :is_queue
    ],
    do: IO.inspect({f, a, one.(f, [a])})

for a <- bad,
    {f, x} <- [
      in: 1,
      in_r: 1,
      cons: 1,
      member: 1,
      split: 0,
      split: 1,
      filter: even,
      delete: 1,
      delete_with: even
    ],
    do: IO.inspect({f, a, one.(f, [x, a])})

q = :queue.from_list([1, 2, 3])

for {f, args} <- [
      split: [4, q],
      split: [-1, q],
      split: [:a, q],
      filter: [1, q],
      filter: [fn _ -> 1 end, q],
      filtermap: [fn _ -> 1 end, q],
      fold: [1, 1, q],
      any: [1, q],
      delete_with: [1, q],
      join: [q, 1],
      snoc: [1, 1]
    ],
    do: IO.inspect({f, args |> Enum.reject(&is_function/1), one.(f, args)})
