using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// The streams that a session holds, found by number and by what they show. Sets and not dictionaries: a subscription
/// knows both itself, and ten thousand idle sessions would keep each twice.
/// </summary>
internal sealed class HeldStreams : IReadOnlyCollection<Subscription>
{
    private readonly HashSet<Subscription> _byNumber = new(NumberComparer.Instance);
    private readonly HashSet<Subscription> _byIdentity = new(IdentityComparer.Instance);

    public int Count => _byNumber.Count;

    public void Add(Subscription subscription)
    {
        _byNumber.Add(subscription);
        _byIdentity.Add(subscription);
    }

    /// <summary>Removes a subscription; to be called before its parameters change.</summary>
    public void Remove(Subscription subscription)
    {
        _byNumber.Remove(subscription);
        _byIdentity.Remove(subscription);
    }

    public bool TryFind(int number, [NotNullWhen(true)] out Subscription? subscription) =>
        _byNumber.GetAlternateLookup<int>().TryGetValue(number, out subscription);

    public bool TryFind(SubscriptionIdentity identity, [NotNullWhen(true)] out Subscription? subscription) =>
        _byIdentity.GetAlternateLookup<SubscriptionIdentity>().TryGetValue(identity, out subscription);

    public bool Contains(SubscriptionIdentity identity) => TryFind(identity, out _);

    public void Clear()
    {
        _byNumber.Clear();
        _byIdentity.Clear();
    }

    public HashSet<Subscription>.Enumerator GetEnumerator() => _byNumber.GetEnumerator();

    IEnumerator<Subscription> IEnumerable<Subscription>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class NumberComparer : IEqualityComparer<Subscription>, IAlternateEqualityComparer<int, Subscription>
    {
        public static readonly NumberComparer Instance = new();

        public bool Equals(Subscription? x, Subscription? y) => ReferenceEquals(x, y);

        public int GetHashCode(Subscription subscription) => subscription.Stream.Number;

        public bool Equals(int alternate, Subscription other) => alternate == other.Stream.Number;

        public int GetHashCode(int alternate) => alternate;

        public Subscription Create(int alternate) => throw new NotSupportedException("a number alone is no subscription");
    }

    private sealed class IdentityComparer :
        IEqualityComparer<Subscription>, IAlternateEqualityComparer<SubscriptionIdentity, Subscription>
    {
        public static readonly IdentityComparer Instance = new();

        public bool Equals(Subscription? x, Subscription? y) => ReferenceEquals(x, y);

        public int GetHashCode(Subscription subscription) => SubscriptionIdentity.Of(subscription).GetHashCode();

        public bool Equals(SubscriptionIdentity alternate, Subscription other) =>
            alternate == SubscriptionIdentity.Of(other);

        public int GetHashCode(SubscriptionIdentity alternate) => alternate.GetHashCode();

        public Subscription Create(SubscriptionIdentity alternate) =>
            throw new NotSupportedException("an identity alone is no subscription");
    }
}
