a =>/b
