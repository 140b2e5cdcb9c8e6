print("sernb")
