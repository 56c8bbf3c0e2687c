# :persistent_term - what is not written in C.
defmodule :persistent_term do
  def put_new(key, value) do
    case :persistent_term.get(key, :"no such term") do
      :"no such term" -> :persistent_term.put(key, value)
      ^value -> :ok
      _ -> raise ArgumentError
    end
  end
end
