using System.IO.Hashing;
using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <content>How a client that was away goes on: from a version of the stream, or from an offset of its partition.</content>
public abstract partial class MarketStream
{
    private IdentifiedGeneration? _identified;

    /// <summary>Gets a number for symbol and generation together, the same on every replica.</summary>
    internal ulong Identity
    {
        get
        {
            var generation = Generation;
            var identified = _identified;
            if (identified is null || !ReferenceEquals(identified.Generation, generation))
            {
                _identified = identified = new IdentifiedGeneration(generation, Identify(Symbol.Symbol, generation));
            }

            return identified.Identity;
        }
    }

    /// <summary>Reckons the number for a symbol and a generation together.</summary>
    public static ulong Identify(string symbol, Generation generation)
    {
        ArgumentNullException.ThrowIfNull(generation);
        return XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{symbol}\n{generation.Name}"));
    }

    /// <summary>
    /// Puts a cursor to where its client says that it stands in this log; false when it begins anew or gets a snapshot,
    /// because what it holds cannot be known to be of this generation, or lies too far back.
    /// </summary>
    public bool TryResume(StreamCursor cursor, ResumePoint point)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        lock (Channel.Gate)
        {
            if (!IsOfThisGeneration(point.Generation) || !ReferenceEquals(cursor.SentGeneration, Generation))
            {
                return false;
            }

            cursor.Offer(point.Version, Channel.Epoch, Generation, point.BidEdge, point.AskEdge);
            return CanResumeNeedsGate(cursor);
        }
    }

    /// <summary>
    /// Puts a cursor to where its client stands that has seen all that the stream showed up to an offset of its partition,
    /// in the generation that there is; false as for a version.
    /// </summary>
    public bool TryResumeAfter(StreamCursor cursor, long offset)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        lock (Channel.Gate)
        {
            // What this process has not read to that offset it does not know the state at it.
            if (!ReferenceEquals(cursor.SentGeneration, Generation)
                || offset < Channel.GenerationSince || offset > Channel.AppliedOffset)
            {
                return false;
            }

            cursor.Offer(offset, Channel.Epoch, Generation, bidEdge: null, askEdge: null);
            return TryStandAfterNeedsGate(cursor, offset) && CanResumeNeedsGate(cursor);
        }
    }

    /// <summary>Completes where a cursor stands that was put to an offset; false when that is not known any more.</summary>
    private protected virtual bool TryStandAfterNeedsGate(StreamCursor cursor, long offset) => true;

    private sealed record IdentifiedGeneration(Generation Generation, ulong Identity);
}
