System.Console.WriteLine("mgw");
