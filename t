0.83+0.12 cpu 0.96 wall 173208 KB
