# A bank: accounts in agents, transfers by tasks, a journal, errors as values and as exceptions.
defmodule Bank.InsufficientFunds do
  defexception [:account, :needed, :available]

  @impl Exception
  def message(e), do: "#{e.account} has #{e.available}, needs #{e.needed}"
end

defmodule Bank.Account do
  use Agent
  @type id :: atom
  @type t :: %__MODULE__{id: id, balance: integer, history: [{atom, integer}]}
  defstruct [:id, balance: 0, history: []]

  @spec start_link({id, integer}) :: {:ok, pid}
  def start_link({id, balance}),
    do: Agent.start_link(fn -> %__MODULE__{id: id, balance: balance} end, name: id)

  def balance(id), do: Agent.get(id, & &1.balance)
  def history(id), do: Agent.get(id, &Enum.reverse(&1.history))

  def deposit(id, amount) when is_integer(amount) and amount > 0 do
    Agent.update(id, fn a ->
      %{a | balance: a.balance + amount, history: [{:in, amount} | a.history]}
    end)
  end

  def withdraw(id, amount) when amount > 0 do
    Agent.get_and_update(id, fn
      %{balance: balance} = a when balance >= amount ->
        {{:ok, balance - amount},
         %{a | balance: balance - amount, history: [{:out, amount} | a.history]}}

      %{balance: balance} = a ->
        {{:error, %Bank.InsufficientFunds{account: id, needed: amount, available: balance}}, a}
    end)
  end
end

defmodule Bank do
  alias Bank.Account
  @fee 1

  def open(accounts),
    do: for({id, balance} <- accounts, do: Account.start_link({id, balance}) |> elem(0))

  def transfer(from, to, amount) do
    with {:ok, amount} <- positive(amount),
         true <- from != to || {:error, :same_account},
         {:ok, left} <- Account.withdraw(from, amount + @fee),
         :ok <- Account.deposit(to, amount) do
      {:ok, %{left: left, fee: @fee}}
    end
  end

  def transfer!(from, to, amount) do
    case transfer(from, to, amount) do
      {:ok, result} -> result
      {:error, %_{} = exception} -> raise exception
      {:error, reason} -> raise ArgumentError, "cannot transfer: #{reason}"
    end
  end

  defp positive(amount) when is_integer(amount) and amount > 0, do: {:ok, amount}
  defp positive(amount), do: {:error, {:bad_amount, amount}}
end

defmodule Report do
  def money(cents) do
    sign = if cents < 0, do: "-", else: ""
    cents = abs(cents)

    whole =
      cents
      |> div(100)
      |> Integer.to_string()
      |> String.reverse()
      |> String.to_charlist()
      |> Enum.chunk_every(3)
      |> Enum.join(",")
      |> String.reverse()

    "#{sign}#{whole}.#{cents |> rem(100) |> Integer.to_string() |> String.pad_leading(2, "0")}"
  end

  def table(rows) do
    widths =
      rows
      |> Enum.zip_with(& &1)
      |> Enum.map(fn column -> column |> Enum.map(&String.length/1) |> Enum.max() end)

    for row <- rows do
      row
      |> Enum.zip(widths)
      |> Enum.with_index()
      |> Enum.map_join(" | ", fn
        {{text, width}, 0} -> String.pad_trailing(text, width)
        {{text, width}, _} -> String.pad_leading(text, width)
      end)
      |> IO.puts()
    end
  end
end

defmodule Main do
  alias Bank.Account

  def run do
    IO.inspect(Bank.open(ann: 10_000, bob: 250, eve: 0))

    [{:ann, :bob, 500}, {:bob, :eve, 10_000}, {:eve, :ann, 0}, {:ann, :ann, 5}, {:ann, :eve, "5"}]
    |> Enum.map(fn {from, to, amount} -> Bank.transfer(from, to, amount) end)
    |> Enum.each(&IO.inspect/1)

    for args <- [[:ann, :eve, 99], [:eve, :bob, 1_000_000], [:eve, :eve, 1], [:ann, :bob, -1]] do
      try do
        IO.inspect(apply(Bank, :transfer!, args))
      rescue
        e in Bank.InsufficientFunds ->
          IO.puts("short: " <> Exception.message(e))

        e in [ArgumentError] ->
          IO.puts("argument: " <> Exception.message(e))

        e in Protocol.UndefinedError ->
          IO.puts("protocol: " <> String.slice(Exception.message(e), 0, 60))
      else
        _ -> :done
      after
        IO.puts("-- tried #{inspect(args)}")
      end
    end

    1..20
    |> Task.async_stream(
      fn i -> Bank.transfer(:ann, if(rem(i, 2) == 0, do: :bob, else: :eve), i * 10) end,
      max_concurrency: 1,
      ordered: true
    )
    |> Enum.map(fn {:ok, {:ok, %{left: left}}} -> is_integer(left) end)
    |> Enum.frequencies()
    |> IO.inspect()

    tasks = for id <- [:ann, :bob, :eve], do: Task.async(fn -> {id, Account.balance(id)} end)
    balances = tasks |> Task.await_many() |> Map.new()
    IO.inspect(balances)
    IO.inspect(Enum.sum(Map.values(balances)))
    IO.inspect(Account.history(:eve), limit: 5)

    Report.table([
      ["account", "balance", "moves"]
      | for(
          {id, b} <- Enum.sort(balances),
          do: [to_string(id), Report.money(b), "#{length(Account.history(id))}"]
        )
    ])

    Enum.each([0, 5, -123, 1_234_567, 100_000_000_000], &IO.puts(Report.money(&1)))

    try do
      Account.deposit(:ann, -5)
    rescue
      e in FunctionClauseError -> IO.puts(Exception.message(e))
    end

    IO.inspect(Agent.get_and_update(:bob, fn a -> {a.balance, struct!(a, balance: 0)} end))
    IO.inspect(Agent.get(:bob, & &1), limit: 3)
    IO.inspect(Process.whereis(:bob) |> is_pid())
    IO.inspect(Agent.stop(:bob))
    IO.inspect(Process.whereis(:bob))
  end
end

Main.run()
