using MarketGateway.Diagnostics;
using MarketGateway.Kafka;

namespace MarketGateway.Hosting;

/// <summary>The process: starts the gateway, or says in one message why it cannot.</summary>
public static class GatewayProgram
{
    /// <summary>
    /// Returns 0 after an end that a signal asked for, at whatever moment it came, and 1 after any other: when the
    /// gateway could not start, or when a part that it cannot do without failed.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (Usage.AnswerTo(args) is { } answer)
        {
            await Console.Out.WriteLineAsync(answer).ConfigureAwait(false);
            return 0;
        }

        SocketThreads.Prepare();
        AppDomain.CurrentDomain.UnhandledException += (_, fault) => Console.Error.WriteLine(
            Words(args, EndReason.OfFault("one of its threads", fault.ExceptionObject as Exception)));
        using var signals = new StopSignals();
        string? failure;
        try
        {
            var gateway = GatewayApplication.Build(args);
            await using (gateway.ConfigureAwait(false))
            {
                failure = await RunAsync(gateway, signals.Stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (signals.Stopping.IsCancellationRequested)
        {
            // It was asked to end before it had started, or did not end in the time that it is given for that.
            return 0;
        }
        catch (Exception wrong)
        {
            failure = EndReason.OfStart(wrong);
        }

        if (failure is null)
        {
            return 0;
        }

        await Console.Error.WriteLineAsync(Words(args, failure)).ConfigureAwait(false);
        return 1;
    }

    private static string Words(string[] args, string failure) =>
        JsonLog.IsOn(args) ? JsonLog.Failure(failure, TimeProvider.System) : failure;

    /// <summary>Runs until the end; returns why it ended, or null when it was asked to.</summary>
    internal static async Task<string?> RunAsync(WebApplication gateway, CancellationToken stopping)
    {
        try
        {
            await gateway.StartAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            // What did start (feed, simulation) ends before its parts are disposed of.
            await gateway.StopAsync(CancellationToken.None).ConfigureAwait(false);
            if (failed is OperationCanceledException && FailureOf(gateway) is { } failure)
            {
                return failure;
            }

            if (EndReason.OfListening(failed, gateway.Services.GetRequiredService<MetricsEndpoint>(), gateway.Configuration)
                is { } address)
            {
                throw new SettingsException(address, failed);
            }

            throw;
        }

        Banner.Write(gateway, Console.Out);
        if (stopping.IsCancellationRequested)
        {
            gateway.Lifetime.StopApplication();
        }

        await gateway.WaitForShutdownAsync(CancellationToken.None).ConfigureAwait(false);
        return FailureOf(gateway);
    }

    /// <summary>The host stops when a service of its own fails, and tells nobody that this was not meant.</summary>
    private static string? FailureOf(WebApplication gateway)
    {
        var services = gateway.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToArray();
        if (services.OfType<KafkaFeed>().Select(feed => feed.Failure).FirstOrDefault(reason => reason is not null) is { } failure)
        {
            return $"The gateway ended because its feed failed: {EndReason.FirstLine(failure)}";
        }

        return services.FirstOrDefault(service => service.ExecuteTask is { IsFaulted: true }) is { } faulted
            ? EndReason.OfFault(faulted.GetType().Name, faulted.ExecuteTask!.Exception)
            : null;
    }
}
