using MarketGateway.Tools;

await using var output = StandardOutput.Open();
return await MgwCommandLine.RunAsync(args, output, Console.Error);
