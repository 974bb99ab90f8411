using System.ComponentModel.DataAnnotations;
using System.Numerics;

namespace MarketGateway.Core.Conflation;

/// <summary>The length of a ring: its items are found by masking their number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PowerOfTwoAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is int length && BitOperations.IsPow2(length);
}
