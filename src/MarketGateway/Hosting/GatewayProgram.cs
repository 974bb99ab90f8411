using Microsoft.Extensions.Options;

namespace MarketGateway.Hosting;

/// <summary>The process: starts the gateway, or says in one message why it cannot.</summary>
public static class GatewayProgram
{
    /// <summary>Returns 0 after a clean end, 1 when the gateway could not start or its feed failed.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var secondSignal = new SecondSignal();
        try
        {
            var gateway = GatewayApplication.Build(args);
            await using (gateway.ConfigureAwait(false))
            {
                try
                {
                    await gateway.StartAsync().ConfigureAwait(false);
                }
                catch
                {
                    // What did start (feed, simulation) ends before its parts are disposed of.
                    await gateway.StopAsync().ConfigureAwait(false);
                    throw;
                }

                Banner.Write(gateway, Console.Out);
                await gateway.WaitForShutdownAsync().ConfigureAwait(false);
                return Environment.ExitCode;
            }
        }
        catch (Exception wrong) when (wrong is SettingsException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(wrong.Message).ConfigureAwait(false);
            return 1;
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"{taken.Message} Choose another address with --Urls, for example --Urls http://localhost:8081.")
                .ConfigureAwait(false);
            return 1;
        }
    }
}
