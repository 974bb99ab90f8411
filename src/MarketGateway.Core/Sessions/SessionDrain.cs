using System.Diagnostics.CodeAnalysis;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Sends all clients away, to other replicas: tells each when to come back, and closes one after the other. Until its
/// close a session gets data as ever.
/// </summary>
public sealed class SessionDrain(SessionHub hub, DrainOptions options, TimeProvider time)
{
    private const string Reason = "the gateway stops";

    /// <summary>From the word to the first close: a client has read it by then.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromMilliseconds(250);

    /// <summary>A replica that takes 50 more clients a second does not feel them.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(20);

    /// <summary>Completes when every session has ended; when cancelled, all that are left end at once.</summary>
    public async Task RunAsync(CancellationToken hardStop)
    {
        var sessions = hub.BeginDrain();
        var start = time.GetTimestamp();
        var closings = Announce(sessions);
        try
        {
            foreach (var (session, after) in closings)
            {
                var wait = after - time.GetElapsedTime(start);
                if (wait > TimeSpan.Zero && !session.IsEnded)
                {
                    await Task.Delay(wait, time, hardStop).ConfigureAwait(false);
                }

                session.End(SessionEndReason.GoingAway, Reason);
            }
        }
        catch (OperationCanceledException) when (hardStop.IsCancellationRequested)
        {
            hub.EndAll(Reason);
        }
    }

    /// <summary>Tells every session, and says when each is to be closed.</summary>
    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Spreads load; guards nothing.")]
    private List<(Session Session, TimeSpan After)> Announce(Session[] sessions)
    {
        Random.Shared.Shuffle(sessions);
        var window = options.Window < sessions.Length * Spacing ? options.Window : sessions.Length * Spacing;
        var closings = new List<(Session, TimeSpan)>(sessions.Length);
        for (var i = 0; i < sessions.Length; i++)
        {
            var after = Notice + (window * i / sessions.Length);
            var away = options.ReconnectDelay * (0.5 + (Random.Shared.NextDouble() / 2));
            sessions[i].GoAway(Reason, after + away);
            closings.Add((sessions[i], after));
        }

        return closings;
    }
}
