using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Delivery;

/// <summary>The terms that clients asked for lately: most ask for the same, and need not hold them each. Owned by a lane.</summary>
internal sealed class SharedTerms
{
    private const int Remembered = 16;

    private readonly SubscriptionTerms?[] _terms = new SubscriptionTerms?[Remembered];
    private int _next;

    /// <summary>Finds or makes the terms of these parameters.</summary>
    public SubscriptionTerms Of(StreamParameters parameters)
    {
        foreach (var terms in _terms)
        {
            if (terms is not null && terms.Parameters == parameters)
            {
                return terms;
            }
        }

        var made = new SubscriptionTerms(parameters);
        _terms[_next] = made;
        _next = (_next + 1) % Remembered;
        return made;
    }
}
