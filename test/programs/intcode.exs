# Intcode: a machine whose memory is a map, and a breadth-first search through a maze.
defmodule Intcode do
  defstruct mem: %{}, ip: 0, base: 0, input: [], output: []

  def new(text, input \\ []) do
    mem =
      text
      |> String.trim()
      |> String.split(",")
      |> Enum.map(&String.to_integer/1)
      |> Enum.with_index(fn v, i -> {i, v} end)
      |> Map.new()

    %__MODULE__{mem: mem, input: input}
  end

  def run(%__MODULE__{} = vm) do
    op = at(vm, vm.ip)
    modes = div(op, 100)

    case rem(op, 100) do
      1 ->
        vm |> store(3, modes, get(vm, 1, modes) + get(vm, 2, modes)) |> step(4) |> run()

      2 ->
        vm |> store(3, modes, get(vm, 1, modes) * get(vm, 2, modes)) |> step(4) |> run()

      3 ->
        case vm.input do
          [] -> {:wait, vm}
          [x | rest] -> %{vm | input: rest} |> store(1, modes, x) |> step(2) |> run()
        end

      4 ->
        run(step(%{vm | output: [get(vm, 1, modes) | vm.output]}, 2))

      5 ->
        run(if get(vm, 1, modes) != 0, do: %{vm | ip: get(vm, 2, modes)}, else: step(vm, 3))

      6 ->
        run(if get(vm, 1, modes) == 0, do: %{vm | ip: get(vm, 2, modes)}, else: step(vm, 3))

      7 ->
        vm
        |> store(3, modes, if(get(vm, 1, modes) < get(vm, 2, modes), do: 1, else: 0))
        |> step(4)
        |> run()

      8 ->
        vm
        |> store(3, modes, if(get(vm, 1, modes) == get(vm, 2, modes), do: 1, else: 0))
        |> step(4)
        |> run()

      9 ->
        run(step(%{vm | base: vm.base + get(vm, 1, modes)}, 2))

      99 ->
        {:halt, %{vm | output: Enum.reverse(vm.output)}}
    end
  end

  defp step(vm, n), do: Map.update!(vm, :ip, &(&1 + n))
  defp at(vm, i), do: Map.get(vm.mem, i, 0)
  defp mode(modes, n), do: modes |> div(Integer.pow(10, n - 1)) |> rem(10)

  defp address(vm, n, modes) do
    case mode(modes, n) do
      0 -> at(vm, vm.ip + n)
      1 -> vm.ip + n
      2 -> vm.base + at(vm, vm.ip + n)
    end
  end

  defp get(vm, n, modes), do: at(vm, address(vm, n, modes))
  defp store(vm, n, modes, v), do: put_in(vm.mem[address(vm, n, modes)], v)
end

quine = "109,1,204,-1,1001,100,1,100,1008,100,16,101,1006,101,0,99"
{:halt, vm} = quine |> Intcode.new() |> Intcode.run()
IO.inspect(vm.output, charlists: :as_lists)
{:halt, vm} = Intcode.run(Intcode.new("104,1125899906842624,99"))
IO.inspect(vm.output)
{:wait, vm} = Intcode.run(Intcode.new("3,0,4,0,99"))
IO.inspect(vm)
{:halt, %{output: out}} = Intcode.run(%{vm | input: ~c"A"})
IO.inspect(out, charlists: :as_lists)

grid = """
S.#.....
..#.##.#
.##.#...
....#.#.
.##...#E
"""

cells =
  for {row, y} <- grid |> String.split("\n", trim: true) |> Enum.with_index(),
      {c, x} <- row |> String.graphemes() |> Enum.with_index(),
      into: %{},
      do: {{x, y}, c}

find = fn ch -> Enum.find_value(cells, fn {k, v} -> v == ch && k end) end

defmodule Bfs do
  def run(cells, from, to), do: go([{from, 0}], MapSet.new([from]), cells, to)

  defp go(queue, seen, cells, to) do
    case queue do
      [] ->
        nil

      [{^to, n} | _] ->
        {n, MapSet.size(seen)}

      [{{x, y}, n} | queue] ->
        next =
          for {dx, dy} <- [{0, 1}, {1, 0}, {0, -1}, {-1, 0}],
              p = {x + dx, y + dy},
              Map.get(cells, p, "#") != "#",
              p not in seen,
              do: p

        queue = queue ++ Enum.map(next, &{&1, n + 1})
        go(queue, Enum.into(next, seen), cells, to)
    end
  end
end

IO.inspect(Bfs.run(cells, find.("S"), find.("E")))
IO.puts(for y <- 0..4, into: "", do: for(x <- 0..7, into: "", do: cells[{x, y}]) <> "\n")
