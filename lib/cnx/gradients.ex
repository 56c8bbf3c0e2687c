# Cnx.Gradients - every gradient that the tests take, checked: `cnx test --check-grads`.
#
# While a definition is traced it is noted what was differentiated by what; when it runs, this is
# checked on its arguments, once for each definition in each test. What is compared with what is in
# src/transform/check_grad.c.
defmodule Cnx.Gradients do
  @doc "From now on gradients are checked."
  def watch, do: :persistent_term.put(__MODULE__, %{right: 0, unclear: 0})

  @doc "How many were found right, and how many nothing could be said about; nil when none are checked."
  def counts, do: :persistent_term.get(__MODULE__, nil)

  @doc "What `fun` gives, and the derivatives that were taken while it traced: nil, or what `check` takes."
  def collect(fun) do
    if counts() == nil do
      {fun.(), nil}
    else
      around = Process.put(__MODULE__, [])

      try do
        result = fun.()
        taken = Process.get(__MODULE__)
        {result, if(taken != [], do: {make_ref(), Enum.reverse(taken)})}
      after
        if around, do: Process.put(__MODULE__, around), else: Process.delete(__MODULE__)
      end
    end
  end

  @doc "Notes that derivatives of ys by xs were taken."
  def taken(ys, xs) do
    others = Process.get(__MODULE__)
    if others != nil and xs != [], do: Process.put(__MODULE__, [{ys, xs} | others])
    :ok
  end

  @doc "Checks what was collected, where the parameters of the trace are these tensors. Raises when it is wrong."
  def check(nil, _tensors), do: :ok

  def check({ref, taken}, tensors) do
    if Process.put({__MODULE__, ref}, true) == nil do
      for {ys, xs} <- taken do
        verdict = Cnx.Trace.check_grad(ys, xs, tensors)
        :persistent_term.put(__MODULE__, Map.update!(counts(), verdict, &(&1 + 1)))
      end
    end

    :ok
  end
end
