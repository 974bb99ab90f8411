using MarketGateway.Diagnostics;
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
                catch (Exception failed)
                {
                    // What did start (feed, simulation) ends before its parts are disposed of.
                    await gateway.StopAsync().ConfigureAwait(false);
                    if (TakenAddress.Describe(failed, gateway.Services.GetRequiredService<MetricsEndpoint>()) is { } taken)
                    {
                        throw new SettingsException(taken, failed);
                    }

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
    }
}
