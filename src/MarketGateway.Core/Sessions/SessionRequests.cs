using System.Runtime.InteropServices;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Carries out a session's requests about streams and answers them, always before any data they bring; what may take long
/// in parts, between which others have their turn. Owned by the session's lane.
/// </summary>
internal sealed partial class SessionRequests(LaneSession session, SessionEnvironment environment)
{
    /// <summary>So many symbols are acknowledged in one message, and then their data may flow.</summary>
    public const int PartLength = 500;

    private readonly SessionPatterns _patterns = new(environment.Options.PatternsMax);
    private ResyncAllowance? _resyncs;
    private IPartialWork? _work;

    /// <summary>Gets a value indicating whether a request is not finished.</summary>
    public bool HasWork => _work is not null;

    private LaneSession Session => session;

    private SessionEnvironment Environment => environment;

    private Subscriptions Held => session.Subscriptions;

    private SessionRights Rights => session.Access.Rights;

    /// <summary>Begins a request; the next one comes when <see cref="HasWork"/> is false.</summary>
    public void Begin(ClientRequest request, long now)
    {
        switch (request)
        {
            case SubscribeRequest subscribe:
                _work = new SubscribeWork(this, subscribe);
                break;
            case SnapshotRequest snapshot:
                _work = new SnapshotWork(this, snapshot);
                break;
            case UnsubscribeRequest unsubscribe:
                Unsubscribe(unsubscribe);
                break;
            case UpdateRequest update:
                Update(update, now);
                break;
            case PauseRequest pause:
                Pause(pause);
                break;
            case ResumeRequest resume:
                Unpause(resume, now);
                break;
            case ResyncRequest resync:
                Resync(resync, now);
                break;
        }
    }

    /// <summary>Does the next part.</summary>
    public void Advance(long now)
    {
        if (_work?.Advance(now) == true)
        {
            _work = null;
        }
    }

    public void Clear()
    {
        _work = null;
        _patterns.Clear();
        session.Lane.SetWaiting(session, isWaiting: false);
    }

    /// <summary>Describes a subscription with its effective values.</summary>
    public static SubscribedStream Describe(
        MarketStream stream, StreamParameters parameters, StreamCursor cursor, bool isResumed) => new(
        stream.Symbol.Symbol,
        stream.Number,
        parameters,
        cursor.SentGeneration!,
        stream.Symbol.TickSizeIn(cursor.SentGeneration!),
        cursor.SentStatus!,
        isResumed);

    /// <summary>Says terms in the scales of another generation: what they mean stays.</summary>
    public static SubscriptionTerms Restate(SubscriptionTerms terms, MarketStream stream, Generation generation)
    {
        var (key, parameters) = (stream.Key, terms.Parameters);
        var tickSize = stream.Symbol.TickSizeIn(generation);
        var step = DecimalScale.Reach(key.GroupStep, key.StepScale, generation.PriceScale);
        var grouping = step == 0 ? parameters.Grouping : (int)Math.Clamp((step + tickSize - 1) / tickSize, 1, int.MaxValue);
        var size = DecimalScale.Reach(key.MinTradeSize, key.MinTradeSizeScale, generation.SizeScale);
        return grouping == parameters.Grouping && size == parameters.MinTradeSize
            ? terms
            : terms.With(parameters with { Grouping = grouping, MinTradeSize = size });
    }

    private void Unsubscribe(UnsubscribeRequest request)
    {
        var answer = new StreamAnswer("unsubscribed");
        foreach (var slot in Find(request.Streams ?? [], answer))
        {
            Held.End(slot);
        }

        if (request.Symbols is { Count: > 0 } symbols)
        {
            EndSymbols(request.Channel!.Value, symbols, answer);
        }

        Answer(answer, request.Id);
    }

    /// <remarks>One look at all that is held, whatever the number of names.</remarks>
    private void EndSymbols(Channel channel, IReadOnlyList<string> names, StreamAnswer answer)
    {
        var wanted = new HashSet<string>(names, StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        _patterns.Remove(channel, wanted, found);
        session.Lane.SetWaiting(session, _patterns.Count > 0 || _hasAliases);
        foreach (var slot in Held.Slots)
        {
            var stream = Held.StreamOf(slot);
            var pattern = Held.TermsOf(slot) switch
            {
                PatternTerms terms => terms.Pattern.Pattern.Text,
                AliasTerms terms => terms.Alias,
                _ => null,
            };
            var isNamed = wanted.Contains(stream.Symbol.Symbol);
            if (stream.Key.Channel != channel || !(isNamed || (pattern is not null && wanted.Contains(pattern))))
            {
                continue;
            }

            found.Add(isNamed ? stream.Symbol.Symbol : pattern!);
            answer.Streams.Add(stream.Number);
            Held.End(slot);
        }

        foreach (var name in wanted)
        {
            if (!found.Contains(name))
            {
                answer.Refuse(name, RequestErrorCode.NotSubscribed, $"this session does not hold '{RequestFields.Shorten(name)}' in channel '{WireName.Of(channel)}'");
            }
        }
    }

    private void Pause(PauseRequest request)
    {
        var answer = new StreamAnswer("paused");
        foreach (var slot in FindAny(request.Streams, answer))
        {
            Held.Pause(slot);
        }

        Answer(answer, request.Id);
    }

    private void Unpause(ResumeRequest request, long now)
    {
        var answer = new StreamAnswer("resumed");
        var found = FindAny(request.Streams, answer);
        Answer(answer, request.Id);
        foreach (var slot in found)
        {
            Held.Unpause(slot, now);
        }
    }

    private void Resync(ResyncRequest request, long now)
    {
        var answer = new StreamAnswer("resynced");
        var found = Find(request.Streams, answer);
        foreach (var slot in found.ToArray())
        {
            var number = Held.StreamOf(slot).Number;
            if ((_resyncs ??= new()).TryBegin(number, now, environment.Options.ResyncInterval, out var allowedAt))
            {
                environment.Counters.CountResync();
                continue;
            }

            found.Remove(slot);
            answer.Streams.Remove(number);
            answer.Refuse(
                number,
                RequestErrorCode.RateLimited,
                $"stream {number} was resynced less than {environment.Options.ResyncInterval.TotalSeconds:0.###} s ago",
                allowedAt - now);
        }

        Answer(answer, request.Id);
        foreach (var slot in found)
        {
            Held.Resync(slot, now);
        }
    }

    /// <summary>Finds held streams by number, all when none is named; the answer gets the numbers and the errors.</summary>
    private List<int> FindAny(IReadOnlyList<long>? streams, StreamAnswer answer)
    {
        if (streams is not null)
        {
            return Find(streams, answer);
        }

        var all = Held.Slots.ToList();
        answer.Streams.AddRange(all.Select(slot => Held.StreamOf(slot).Number));
        return all;
    }

    private List<int> Find(IReadOnlyList<long> streams, StreamAnswer answer)
    {
        var found = new List<int>(streams.Count);
        var seen = new HashSet<int>();
        foreach (var stream in streams)
        {
            var slot = Held.Find(stream);
            if (slot < 0)
            {
                answer.Refuse(stream, RequestErrorCode.NotSubscribed, $"this session does not hold stream {stream}");
            }
            else
            {
                answer.Streams.Add((int)stream);
                if (seen.Add(slot))
                {
                    found.Add(slot);
                }
            }
        }

        return found;
    }

    private void Answer(StreamAnswer answer, long? id)
    {
        environment.Counters.CountRefused(answer.Errors);
        session.Answers.Add((ref writer) => answer.Write(ref writer, id));
    }

    private void AnswerUpdated(SubscribeAnswer answer, long? id)
    {
        environment.Counters.CountRefused(answer.Errors);
        session.Answers.Add((ref writer) => ControlWriter.WriteUpdated(
            ref writer, id, CollectionsMarshal.AsSpan(answer.Streams), CollectionsMarshal.AsSpan(answer.Errors)));
    }
}
