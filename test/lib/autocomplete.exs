# What Tab writes on at the prompt: {text to insert, candidates to show}.
map = %{alpha: 1, beta: %{gamma: 2}}
complete = fn text -> IEx.Autocomplete.complete(text, map: map, number: 1) end
complete.("") # => {"", ""}
complete.("Enu") # => {"m", ""}
complete.("x = Enum.uni") # => {"q", ""}
complete.("Enum.uniq") # => {"", "uniq/1     uniq_by/2\n"}
complete.("Nx.LinAlg.chol") # => {"esky", ""}
complete.("[Nx.LinA") # => {"lg", ""}
complete.("foo(numb") # => {"er", ""}
complete.("map.al") # => {"pha", ""}
complete.("map.beta.g") # => {"amma", ""}
complete.(":list") # => {"s", ""}
complete.(":math.sq") # => {"rt", ""}
complete.("is_fu") # => {"nction", ""}
complete.("&String.upc") # => {"ase", ""}
complete.("zzz") # => {"", ""}
# Keys of structs and of updates that are not there yet.
defmodule Person do
  defstruct [:name, :nick, :age]
end
complete.("%Person{") # => {"", "age   name  nick\n"}
complete.("%Person{name: 1, n") # => {"ick: ", ""}
complete.("x = %{map | al") # => {"pha: ", ""}
complete.("%{map | alpha: 1, b") # => {"eta: ", ""}
complete.("%{nothing | numb") # => {"er", ""}
# Aliases, imports, and paths in strings.
more = fn text -> IEx.Autocomplete.complete(text, [], [{:"Elixir.LA", Nx.LinAlg}, {:"Elixir.Pe", Person}], [{Enum, [:flat_map]}, {Integer, []}]) end
more.("LA.chol") # => {"esky", ""}
more.("[L") # => {"", "LA      List    Logger\n"}
more.("%Pe{ag") # => {"e: ", ""}
more.("flat") # => {"_map", ""}
more.("is_ev") # => {"en", ""}
complete.("File.read(\"test/lib/autoco") # => {"mplete.exs", ""}
complete.("File.read(\"tes") # => {"t/", ""}
complete.("f(\"a\", numb") # => {"er", ""}
complete.("1 + ") # => {"", ""}
# Behind f( what f takes; sigils.
complete.("String.split(") # => {"", "split(binary)\nsplit(string, pattern, options \\\\ [])\n"}
complete.("1 + length(") # => {"", "length(list)\n"}
complete.(":maps.map(") # => {"", "map(fun, map)\n"}
complete.("map.alpha(") # => {"", ""}
complete.("nothing(") # => {"", ""}
more.("LA.cholesky(") # => {"", "cholesky(tensor)\n"}
more.("is_odd(") # => {"", "is_odd(integer)\n"}
complete.("x = ~s") # => {"", "~s (sigil_s)\n"}
IEx.Autocomplete.complete("~MA", [], [], [{Nx, [:sigil_MAT]}]) # => {"T", ""}
IEx.Autocomplete.complete("~VE", [], [], [{Nx, [:sigil_MAT]}]) # => {"", ""}
