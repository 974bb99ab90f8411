using System.Runtime.InteropServices;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>Carries out a session's requests about streams and answers them, always before any data they bring.</summary>
internal sealed class SubscriptionRequests(Session session, SessionEnvironment environment)
{
    /// <summary>So many symbols are acknowledged in one message, and then their data may flow.</summary>
    private const int PartLength = 500;

    private FlushLoop Flushes => session.Flushes;

    private SubscriptionSet Held => session.Subscriptions;

    public ValueTask SubscribeAsync(SubscribeRequest request)
    {
        var answer = new SubscribeAnswer(SubscribeAnswer.Subscribed);
        var symbols = SymbolSelection.Select(
            environment.Market,
            session.Rights,
            request.Symbols,
            answer,
            environment.Options.PatternsMax,
            pattern => Held.TryAddPattern(PatternSubscription.Of(pattern, request)));
        return AnswerInPartsAsync(request.Id, symbols, answer, part => Held.Begin(request, part, answer));
    }

    public ValueTask SnapshotAsync(SnapshotRequest request)
    {
        var answer = new SubscribeAnswer(SubscribeAnswer.Snapshot);
        var patterns = 0;
        var symbols = SymbolSelection.Select(
            environment.Market,
            session.Rights,
            request.Symbols,
            answer,
            environment.Options.PatternsMax,
            pattern => session.IsEnded || ++patterns > environment.Options.PatternsMax
                ? null
                : PatternSubscription.Of(pattern, request));
        return AnswerInPartsAsync(request.Id, symbols, answer, part => Held.BeginOnce(request, part, answer));
    }

    public void Unsubscribe(UnsubscribeRequest request)
    {
        var answer = new StreamAnswer("unsubscribed");
        Held.End(request, answer);
        Answer(answer, request.Id);
    }

    public void Update(UpdateRequest request)
    {
        var found = new StreamAnswer("updated");
        var held = Held.Find(request.Streams, found);
        var answer = new SubscribeAnswer("updated");
        answer.Errors.AddRange(found.Errors);
        var updated = held.ConvertAll(subscription => Held.Update(subscription, request.Changes, answer));
        environment.Counters.CountRefused(answer.Errors);
        Flushes.Answers.Add((ref writer) => ControlWriter.WriteUpdated(
            ref writer,
            request.Id,
            CollectionsMarshal.AsSpan(answer.Streams),
            CollectionsMarshal.AsSpan(answer.Errors)));
        foreach (var subscription in updated)
        {
            if (subscription is not null)
            {
                Flushes.OnAnnounced(subscription);
            }
        }
    }

    public void Pause(PauseRequest request)
    {
        var answer = new StreamAnswer("paused");
        Held.Find(request.Streams, answer).ForEach(subscription => subscription.IsPaused = true);
        Answer(answer, request.Id);
    }

    public void Resume(ResumeRequest request)
    {
        var answer = new StreamAnswer("resumed");
        var resumed = Held.Find(request.Streams, answer);
        resumed.ForEach(subscription => subscription.IsPaused = false);
        Answer(answer, request.Id);
        resumed.ForEach(Flushes.OnChanged);
    }

    public void Resync(ResyncRequest request)
    {
        var answer = new StreamAnswer("resynced");
        var resynced = Held.Find(request.Streams, answer);
        var now = environment.Clock.NowMs;
        foreach (var early in resynced.FindAll(subscription => now < subscription.ResyncAllowedAt))
        {
            answer.Streams.Remove(early.Stream.Number);
            answer.Refuse(
                early.Stream.Number,
                RequestErrorCode.RateLimited,
                $"stream {early.Stream.Number} was resynced less than {environment.Options.ResyncInterval.TotalSeconds:0.###} s ago",
                early.ResyncAllowedAt - now);
            resynced.Remove(early);
        }

        Answer(answer, request.Id);
        foreach (var subscription in resynced)
        {
            environment.Counters.CountResync();
            subscription.ResyncAllowedAt = now + (long)environment.Options.ResyncInterval.TotalMilliseconds;
            Flushes.Resync(subscription);
        }
    }

    private void Answer(StreamAnswer answer, long? id)
    {
        environment.Counters.CountRefused(answer.Errors);
        Flushes.Answers.Add((ref writer) => answer.Write(ref writer, id));
    }

    /// <summary>
    /// Begins and acknowledges part by part; between parts the session flushes and others have their turn, and while the
    /// client does not read, nothing more is begun.
    /// </summary>
    private async ValueTask AnswerInPartsAsync(
        long? id, List<SelectedSymbol> symbols, SubscribeAnswer answer, PartBeginner begin)
    {
        for (var first = 0; first < Math.Max(symbols.Count, 1); first += PartLength)
        {
            var end = Math.Min(first + PartLength, symbols.Count);
            var begun = begin(CollectionsMarshal.AsSpan(symbols)[first..end]);
            Flushes.Answers.Add((ref writer) => answer.Write(ref writer, id, more: end < symbols.Count));
            environment.Counters.CountRefused(answer.Errors);
            answer.Clear();
            begun.ForEach(Flushes.OnAnnounced);
            Flushes.Wake();
            await Flushes.Answers.WhenRoom().ConfigureAwait(false);
        }
    }

    private delegate List<Subscription> PartBeginner(ReadOnlySpan<SelectedSymbol> part);
}
