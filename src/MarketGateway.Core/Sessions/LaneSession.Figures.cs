using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <content>What operators are shown of a session: figures for all, and each stream when somebody asks.</content>
internal sealed partial class LaneSession
{
    /// <summary>A look at more would hold up the lane's other sessions.</summary>
    internal const int StreamsShownMax = 1000;

    private long _bytesSent;

    /// <summary>Shows what a look has found, to operators and to whoever measures.</summary>
    private void Show(TimeSpan oldestUnsent, long now)
    {
        Publish(oldestUnsent, now);
        if (_environment.Observer is { } observer)
        {
            observer.OnOldestUnsent(oldestUnsent);
            if (Window.Length > 0)
            {
                observer.OnUnacknowledged(Window.UnacknowledgedFor(now));
            }
        }
    }

    private void Publish(TimeSpan oldestUnsent, long now) => _session.Figures.Publish(
        new SessionFigures.LaneFigures(
            Window.Sent,
            _bytesSent,
            (long)oldestUnsent.TotalMilliseconds,
            Subscriptions.Count,
            Window.Length,
            Window.Length == 0 ? 0 : (int)(Window.Sent - Window.Processed),
            _lag.IsLagging),
        now);

    /// <summary>Answers whoever wants to see the session; nothing of one that has ended.</summary>
    private void AnswerInspection()
    {
        if (_session.TakeInspection() is { } asked)
        {
            asked.TrySetResult(_isEnded ? null : Describe());
        }
    }

    private SessionDetail Describe()
    {
        var streams = new List<StreamDetail>(Math.Min(Subscriptions.Count, StreamsShownMax));
        foreach (var slot in Subscriptions.Slots)
        {
            if (streams.Count == StreamsShownMax)
            {
                break;
            }

            streams.Add(Describe(slot));
        }

        return new SessionDetail(
            Window.Sent,
            _session.Acked,
            HeartbeatMs,
            BytesPerSecondMax,
            Window.IsBlocked,
            Subscriptions.Count,
            streams);
    }

    private StreamDetail Describe(int slot)
    {
        var stream = Subscriptions.StreamOf(slot);
        var cursor = Subscriptions.CursorOf(slot);
        var state = Subscriptions.StateOf(slot);
        var (newest, behind) = stream.Measure(cursor);
        return new StreamDetail(
            stream.Number,
            stream.Symbol.Symbol,
            Subscriptions.TermsOf(slot).Parameters,
            WireName.Of(state),
            cursor.ResumePoint?.Version,
            newest,
            behind)
        {
            IsPaused = state == SubscriptionState.Paused,
        };
    }
}
