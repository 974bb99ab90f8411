using MarketGateway.Core.Books;

namespace MarketGateway.Core.Sessions;

/// <content>What becomes of parameters when the scales of a symbol change.</content>
internal sealed partial class SubscriptionSet
{
    /// <summary>
    /// Brings the parameters of a subscription to another generation, whose scales its client is told with them. Called by
    /// the flush loop.
    /// </summary>
    public void Restate(Subscription subscription, Generation generation)
    {
        lock (_gate)
        {
            var isHeld = _held.TryFind(subscription.Stream.Number, out var found) && found == subscription;
            if (isHeld)
            {
                _held.Remove(subscription);
            }

            subscription.Restate(generation);
            if (isHeld)
            {
                _held.Add(subscription);
            }
        }
    }
}
