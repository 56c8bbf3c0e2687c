:a.B
