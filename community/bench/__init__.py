"""How fast Heed is: a large made-up community, and what each page costs as a multiple of an empty one."""
