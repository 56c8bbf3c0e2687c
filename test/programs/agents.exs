# Accounts in an agent: structs, with, exceptions, tasks.
defmodule Bank.Error do
  defexception [:reason, :account]

  @impl true
  def message(%{reason: reason, account: account}) do
    "bank error on #{inspect(account)}: #{reason}"
  end
end

defmodule Bank.Account do
  @enforce_keys [:id]
  defstruct [:id, balance: 0, history: []]

  @type t :: %__MODULE__{id: atom, balance: integer, history: [term]}

  @spec deposit(t, pos_integer) :: {:ok, t} | {:error, atom}
  def deposit(%__MODULE__{} = a, n) when is_integer(n) and n > 0 do
    {:ok, %{a | balance: a.balance + n, history: [{:deposit, n} | a.history]}}
  end

  def deposit(_, _), do: {:error, :bad_amount}

  def withdraw(%__MODULE__{balance: b} = a, n) when n <= b do
    {:ok, update_in(a.history, &[{:withdraw, n} | &1]) |> Map.update!(:balance, &(&1 - n))}
  end

  def withdraw(%__MODULE__{}, _), do: {:error, :insufficient}
end

defmodule Bank do
  use Agent
  alias Bank.{Account, Error}

  def start, do: Agent.start_link(fn -> %{} end)
  def open(pid, id), do: Agent.update(pid, &Map.put_new(&1, id, %Account{id: id}))

  def deposit(pid, id, n), do: apply_op(pid, id, &Account.deposit(&1, n))
  def withdraw(pid, id, n), do: apply_op(pid, id, &Account.withdraw(&1, n))

  def transfer(pid, from, to, n) do
    with {:ok, _} <- withdraw(pid, from, n),
         {:ok, acc} <- deposit(pid, to, n) do
      {:ok, acc.balance}
    else
      {:error, :insufficient} -> raise Error, reason: "not enough", account: from
      {:error, reason} -> {:failed, reason}
    end
  end

  defp apply_op(pid, id, fun) do
    Agent.get_and_update(pid, fn state ->
      case state do
        %{^id => account} ->
          case fun.(account) do
            {:ok, new} = ok -> {ok, Map.put(state, id, new)}
            {:error, _} = e -> {e, state}
          end

        _ ->
          {{:error, {:no_account, id}}, state}
      end
    end)
  end

  def report(pid) do
    Agent.get(pid, & &1)
    |> Enum.sort_by(fn {k, _} -> k end)
    |> Enum.map_join("\n", fn {k, %{balance: b, history: h}} ->
      String.pad_trailing("#{k}", 10, ".") <>
        String.pad_leading(to_string(b), 8) <> " #{length(h)}"
    end)
  end
end

{:ok, pid} = Bank.start()
for id <- ~w(alice bob carol)a, do: Bank.open(pid, id)
IO.inspect(Bank.deposit(pid, :alice, 100))
IO.inspect(Bank.deposit(pid, :bob, -5))
IO.inspect(Bank.withdraw(pid, :alice, 500))
IO.inspect(Bank.transfer(pid, :alice, :carol, 30))
IO.inspect(Bank.transfer(pid, :alice, :nobody, 30))

try do
  Bank.transfer(pid, :bob, :carol, 1)
rescue
  e in Bank.Error ->
    IO.puts("rescued: " <> Exception.message(e))
    IO.inspect(e)
after
  IO.puts("after")
end

IO.puts(Bank.report(pid))

tasks =
  for i <- 1..5,
      do:
        Task.async(fn ->
          Bank.deposit(pid, :bob, i)
          i * i
        end)

IO.inspect(Task.await_many(tasks))
IO.inspect(1..4 |> Task.async_stream(&(&1 * 2)) |> Enum.to_list())
IO.inspect(Agent.get(pid, & &1.bob), label: "bob")
IO.inspect(Agent.stop(pid))
IO.inspect(Process.alive?(pid))

try do
  struct!(Bank.Account, balance: 1)
rescue
  e -> IO.puts(Exception.message(e))
end

try do
  struct!(Bank.Account, id: 1, nope: 2)
rescue
  e -> IO.puts(Exception.message(e))
end

IO.inspect(struct(Bank.Account, id: 1, nope: 2))
IO.inspect(Map.from_struct(struct(Bank.Account, id: 3)))
