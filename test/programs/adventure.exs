# A text adventure as a state machine: rooms, items, commands, score; driven by scripts of commands.
defmodule Adventure.Room do
  defstruct name: nil, text: "", exits: %{}, items: MapSet.new(), dark?: false
end

defmodule Adventure.State do
  alias Adventure.Room
  defstruct at: :hall, rooms: %{}, bag: [], turns: 0, score: 0, status: :playing, log: []

  def new do
    rooms =
      [
        %Room{
          name: :hall,
          text: "A great hall.",
          exits: %{north: :library, down: :cellar},
          items: MapSet.new([:lamp])
        },
        %Room{
          name: :library,
          text: "Books up to the ceiling.",
          exits: %{south: :hall, east: :tower},
          items: MapSet.new([:book, :key])
        },
        %Room{
          name: :cellar,
          text: "Barrels and cobwebs.",
          exits: %{up: :hall},
          items: MapSet.new([:gold]),
          dark?: true
        },
        %Room{name: :tower, text: "Wind howls around you.", exits: %{west: :library}}
      ]
      |> Map.new(&{&1.name, &1})

    %__MODULE__{rooms: rooms}
  end

  def room(%__MODULE__{at: at, rooms: rooms}), do: Map.fetch!(rooms, at)
end

defmodule Adventure.Command do
  @directions ~w(north south east west up down)a
  @short Map.new(@directions, fn d -> {String.first(Atom.to_string(d)), d} end)
  @synonyms %{
    "get" => :take,
    "grab" => :take,
    "take" => :take,
    "drop" => :drop,
    "leave" => :drop,
    "use" => :use,
    "read" => :use
  }

  def parse(line) do
    case line |> String.downcase() |> String.trim() |> String.split(~r/\s+/, trim: true) do
      [] -> :nothing
      [word] when is_map_key(@short, word) -> {:go, @short[word]}
      ["go", word | _] -> direction(word)
      [verb | rest] when is_map_key(@synonyms, verb) -> {@synonyms[verb], noun(rest)}
      ["look" | _] -> :look
      [word] when word in ["i", "inventory", "bag"] -> :bag
      ["quit"] -> :quit
      [word | _] -> direction(word)
    end
  end

  defp direction(word) do
    Enum.find_value(@directions, {:unknown, word}, fn d -> if "#{d}" == word, do: {:go, d} end)
  end

  defp noun(words),
    do: words |> Enum.reject(&(&1 in ~w(the a an))) |> Enum.join(" ") |> String.to_atom()
end

defmodule Adventure do
  alias Adventure.{State, Command}
  import State, only: [room: 1]

  defguardp is_over(state) when :erlang.map_get(:status, state) != :playing

  def play(lines) do
    Enum.reduce_while(lines, say(State.new(), describe(State.new())), fn line, state ->
      state = %{state | turns: state.turns + 1} |> say("> #{line}") |> step(Command.parse(line))
      if is_over(state), do: {:halt, state}, else: {:cont, state}
    end)
  end

  defp step(state, :nothing), do: say(state, "Say something.")
  defp step(state, :look), do: say(state, describe(state))
  defp step(state, :quit), do: %{state | status: :quit} |> say("Bye.")
  defp step(%{bag: []} = state, :bag), do: say(state, "Your bag is empty.")
  defp step(state, :bag), do: say(state, "You carry " <> list(state.bag) <> ".")
  defp step(state, {:unknown, word}), do: say(state, "I do not know #{inspect(word)}.")

  defp step(state, {:go, direction}) do
    with {:ok, to} <- Map.fetch(room(state).exits, direction),
         :ok <- allowed(state, to) do
      state = %{state | at: to}
      state |> say(describe(state)) |> check()
    else
      :error -> say(state, "You cannot go #{direction}.")
      {:locked, what} -> say(state, "The #{what} is locked.")
    end
  end

  defp step(state, {:take, item}) do
    cond do
      too_dark?(state) ->
        say(state, "It is too dark to see.")

      item not in room(state).items ->
        say(state, "There is no #{item} here.")

      length(state.bag) >= 3 ->
        say(state, "Your bag is full.")

      true ->
        state
        |> update_in([Access.key(:rooms), state.at, Access.key(:items)], &MapSet.delete(&1, item))
        |> Map.update!(:bag, &[item | &1])
        |> Map.update!(:score, &(&1 + points(item)))
        |> say("Taken: #{item}.")
        |> check()
    end
  end

  defp step(state, {:drop, item}) do
    if item in state.bag do
      state
      |> update_in([Access.key!(:rooms), state.at, Access.key!(:items)], &MapSet.put(&1, item))
      |> Map.update!(:bag, &List.delete(&1, item))
      |> say("Dropped.")
    else
      say(state, "You have no #{item}.")
    end
  end

  defp step(state, {:use, :book}),
    do:
      if(:book in state.bag, do: say(state, ~s(It says "xyzzy".)), else: say(state, "What book?"))

  defp step(state, {:use, other}), do: say(state, "You cannot use #{other}.")

  defp allowed(%{bag: bag}, :tower), do: if(:key in bag, do: :ok, else: {:locked, "tower door"})
  defp allowed(_, _), do: :ok

  defp check(%{at: :tower, bag: bag} = state) do
    if :gold in bag,
      do: %{state | status: :won, score: state.score + 50} |> say("You escape with the gold!"),
      else: state
  end

  defp check(state), do: state

  defp points(:gold), do: 100
  defp points(item) when item in [:key, :book], do: 10
  defp points(_), do: 1

  defp too_dark?(state), do: room(state).dark? and :lamp not in state.bag

  defp describe(state) do
    %{text: text, items: items, exits: exits} = room(state)

    if too_dark?(state) do
      "It is pitch dark."
    else
      things = if Enum.empty?(items), do: "", else: " You see #{list(Enum.sort(items))}."

      "#{text}#{things} Exits: #{exits |> Map.keys() |> Enum.sort() |> Enum.map_join(", ", &to_string/1)}."
    end
  end

  defp list([one]), do: "a #{one}"

  defp list(many) do
    {last, front} = List.pop_at(many, -1)
    Enum.map_join(front, ", ", &"a #{&1}") <> " and a #{last}"
  end

  defp say(state, text), do: %{state | log: [text | state.log]}
end

defmodule Main do
  def run do
    for script <- [
          [
            "d",
            "get gold",
            "up",
            "take lamp",
            "DOWN",
            "grab the gold",
            "bag",
            "up",
            "n",
            "e",
            "take key",
            "take book",
            "drop lamp",
            "take  book",
            "read book",
            "go east",
            "look"
          ],
          ["dance", "", "go sideways", "i", "drop sword", "use book", "w", "quit", "look"],
          ["look"]
        ] do
      state = Adventure.play(script)
      state.log |> Enum.reverse() |> Enum.each(&IO.puts/1)
      IO.inspect({state.status, state.score, state.turns, state.bag})
      IO.inspect(state.rooms[:hall])
    end

    IO.inspect(get_in(Adventure.State.new(), [Access.key(:rooms), Access.all()]) |> is_list())
  rescue
    e -> IO.puts("** #{inspect(e.__struct__)}: #{Exception.message(e)}")
  end
end

Main.run()
