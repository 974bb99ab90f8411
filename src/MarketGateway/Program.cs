System.Console.WriteLine("MarketGateway");
