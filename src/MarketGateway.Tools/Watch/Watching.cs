using MarketGateway.Client;

namespace MarketGateway.Tools.Watch;

/// <summary>One run of <c>mgw watch</c>: connects, subscribes, says what is not served, and shows the rest.</summary>
internal sealed class Watching(WatchOptions options, IWatchOutput output, TextWriter errors)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await using var client = new MarketClient(
            new MarketClientOptions
            {
                Urls = [options.Url],
                Encoding = options.Encoding,
                Name = "mgw watch",
                Token = options.Token,
                Window = options.Window,
                Stamps = options.Stamps,
            },
            output.Listener);
        var subscription = await SubscribeAsync(client, cancellation);
        foreach (var error in subscription.Errors)
        {
            await errors.WriteLineAsync($"mgw: {error.Symbol}: {error.Message} ({error.Code}).");
        }

        // A pattern may match symbols that appear later; without one there is nothing to wait for.
        if (subscription.Errors.Count == subscription.Symbols.Count)
        {
            return MgwCommandLine.Failed;
        }

        if (!await ShowAsync(client, subscription, cancellation))
        {
            return MgwCommandLine.Succeeded;
        }

        if (!cancellation.IsCancellationRequested && client.Completion.IsCompleted)
        {
            throw new CommandException($"The gateway ended the session: {client.StateReason}.");
        }

        return MgwCommandLine.Succeeded;
    }

    /// <summary>False when the time that was asked for is over.</summary>
    private async Task<bool> ShowAsync(
        MarketClient client, MarketSubscription subscription, CancellationToken cancellation)
    {
        using var limit = options.Duration is { } duration
            ? new CancellationTokenSource(duration, TimeProvider.System) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await output.ShowAsync(client, subscription, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<MarketSubscription> SubscribeAsync(MarketClient client, CancellationToken cancellation)
    {
        try
        {
            await client.ConnectAsync(cancellation);
            return options.Channel switch
            {
                MarketChannel.Quote =>
                    await client.SubscribeQuoteAsync(options.Symbols, options.Subscription, cancellation),
                MarketChannel.Trade =>
                    await client.SubscribeTradesAsync(options.Symbols, options.Subscription, cancellation),
                _ => await client.SubscribeBookAsync(options.Symbols, options.Subscription, cancellation),
            };
        }
        catch (GatewayUnreachableException)
        {
            throw new CommandException(
                $"No gateway there: {client.StateReason}. Start one with 'dotnet run --project src/MarketGateway', "
                + "name another with --url, or show a token with --token or MGW_TOKEN.");
        }
        catch (MarketRequestException refused)
        {
            throw new CommandException($"The gateway refused to serve this: {refused.Message}.");
        }
        catch (TimeoutException)
        {
            throw new CommandException($"The gateway at {options.Url} did not answer in time.");
        }
    }
}
