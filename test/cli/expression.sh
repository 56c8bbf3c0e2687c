# cnx -e evaluates what it is given; what the program prints goes to standard output.
. test/cli/prelude

run -e '1'
expect code 0
expect no-err

run -e 'IO.puts("a" <> "b")'
expect code 0
expect out ab

run -e 'IO.inspect(Nx.add(1, 2))'
expect code 0
expect out-has '#Nx.Tensor<'
