# Cnx.Process - there is one process.
defmodule Cnx.Process do
  def refuse(function, _args),
    do: raise(ArgumentError, "cnx has no processes: #{function} is not supported")
end
