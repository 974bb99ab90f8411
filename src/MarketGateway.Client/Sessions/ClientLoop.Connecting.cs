namespace MarketGateway.Client;

/// <content>Connecting, and connecting again.</content>
internal sealed partial class ClientLoop
{
    private async Task<SessionEnd> RunSessionsAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var (end, isProven) = await RunSessionAsync().ConfigureAwait(false);
            if (IsDisposed)
            {
                return SessionEnd.Final("disposed");
            }

            if (!end.CanReconnect || IsGivenUp(attempt, end))
            {
                return end;
            }

            if (!_connected.Task.IsCompleted)
            {
                continue;
            }

            attempt = isProven ? 0 : attempt;
            var delay = end.ReconnectAfter + options.Reconnect.Delay(attempt, options.Jitter());
            options.Logger.SessionEnded(_url, end.Reason, delay);
            SetState(ClientState.Connecting, $"{end.Reason}; connecting again in {delay.TotalSeconds:0.0} s");
            await Task.Delay(delay, options.TimeProvider, _stop.Token).ConfigureAwait(false);
        }
    }

    /// <summary>No address has a gateway at first: who waits for it is told, and only who wants that goes on.</summary>
    private bool IsGivenUp(int attempt, SessionEnd end)
    {
        if (_connected.Task.IsCompleted || attempt + 1 < options.Urls.Count)
        {
            return false;
        }

        if (options.KeepsTrying)
        {
            FailToConnect(end);
        }

        return !options.KeepsTrying;
    }

    private void FailToConnect(SessionEnd end)
    {
        var urls = string.Join(", ", options.Urls);
        _connected.TrySetException(new GatewayUnreachableException($"no gateway at {urls}: {end.Reason}", LastError));
        _ = _connected.Task.Exception;
    }
}
