using MarketGateway.Tools;

return await MgwCommandLine.RunAsync(args, Console.Out, Console.Error);
