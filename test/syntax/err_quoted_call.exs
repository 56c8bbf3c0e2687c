a."b#{c}"(d)
