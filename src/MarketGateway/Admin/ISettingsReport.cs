namespace MarketGateway.Admin;

/// <summary>The settings as they took effect.</summary>
internal interface ISettingsReport
{
    /// <summary>Gets each with its value as text; a secret's is <see cref="Hidden"/>.</summary>
    IReadOnlyDictionary<string, string> Effective { get; }

    /// <summary>What stands in the place of a secret that is set.</summary>
    const string Hidden = "(hidden)";
}
