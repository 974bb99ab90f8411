namespace MarketGateway.Core.Delivery;

/// <summary>
/// Where a client's subscriptions are kept: slots, the terms that many of them share, and the cursors of those that are not
/// in step. Owned by the client's lane.
/// </summary>
internal struct SubscriptionTable()
{
    /// <summary>So many terms from the newest on are looked at for being the same.</summary>
    private const int TermsLookedAt = 4;

    /// <summary>Cursors come many at a time, and go: room for them doubles, from so many on.</summary>
    private const int OwnsMin = 7;

    private SubscriptionSlot[] _slots = [];
    private TermsUse[] _terms = [];
    private OwnCursor[] _owns = [];
    private int _termsLength;
    private int _ownCount;
    private int _firstFree = -1;
    private int _firstFreeTerms = -1;

    /// <summary>Gets how many slots there are, free ones too.</summary>
    public int Length { get; private set; }

    /// <summary>Gets how many are in use.</summary>
    public int Count { get; private set; }

    public readonly bool IsUsed(int slot) => _slots[slot].Terms != 0;

    public readonly SubscriptionTerms TermsOf(int slot) => _terms[_slots[slot].Terms - 1].Terms;

    /// <summary>Gets the cursor of a subscription that is not in step; null when it is.</summary>
    public readonly OwnCursor? OwnOf(int slot) => _slots[slot].Place < 0 ? _owns[~_slots[slot].Place] : null;

    /// <summary>Gets what a subscription in step is a part of, and its place there.</summary>
    public readonly (CohortMember Member, int Place) InStep(int slot) => (_terms[_slots[slot].Terms - 1].Member!, _slots[slot].Place);

    /// <summary>Makes room for so many more at once.</summary>
    public void Reserve(int count)
    {
        if (Count + count > _slots.Length)
        {
            Array.Resize(ref _slots, Count + count);
        }
    }

    /// <summary>Takes in a subscription with a cursor of its own; returns its slot.</summary>
    public int Add(OwnCursor own)
    {
        var slot = _firstFree;
        if (slot >= 0)
        {
            _firstFree = _slots[slot].Place;
        }
        else
        {
            slot = Length++;
            MakeRoom(ref _slots, slot, slot / 4);
        }

        Count++;
        _slots[slot].Terms = Use(own.Terms);
        Hold(own, slot);
        return slot;
    }

    /// <summary>Puts a successor in the place of a subscription with a cursor of its own.</summary>
    public void Replace(int slot, OwnCursor successor)
    {
        ReleaseOwn(slot);
        SetTerms(slot, successor.Terms);
        Hold(successor, slot);
    }

    /// <summary>Gives a subscription other terms; of one that is in step with the same pace.</summary>
    public void SetTerms(int slot, SubscriptionTerms terms)
    {
        var before = _slots[slot].Terms;
        var member = _terms[before - 1].Member;
        var after = _slots[slot].Terms = Use(terms);
        if (_slots[slot].Place >= 0)
        {
            _terms[after - 1].Member = member;
        }

        Release(before);
    }

    /// <summary>Notes that a subscription is in step: it has no cursor any more.</summary>
    public void StepIn(int slot, CohortMember member, int place)
    {
        ReleaseOwn(slot);
        _slots[slot].Place = place;
        _terms[_slots[slot].Terms - 1].Member = member;
    }

    /// <summary>Notes that a subscription has a cursor of its own from now on.</summary>
    public void StepOut(int slot, OwnCursor own) => Hold(own, slot);

    /// <summary>Notes that the place of a subscription in its member is another.</summary>
    public readonly void Move(int slot, int place) => _slots[slot].Place = place;

    /// <summary>Frees a slot.</summary>
    public void Remove(int slot)
    {
        ReleaseOwn(slot);
        Release(_slots[slot].Terms);
        _slots[slot] = new SubscriptionSlot { Place = _firstFree };
        _firstFree = slot;
        Count--;
    }

    /// <summary>Gives back the room that many cursors took, where all are in step.</summary>
    public void Trim()
    {
        if (_ownCount == 0)
        {
            _owns = [];
        }
    }

    private static void MakeRoom<T>(ref T[] held, int place, int more)
    {
        if (place == held.Length)
        {
            Array.Resize(ref held, place + more + 1);
        }
    }

    private void Hold(OwnCursor own, int slot)
    {
        MakeRoom(ref _owns, _ownCount, _ownCount + OwnsMin);
        (own.Slot, own.OwnPlace) = (slot, _ownCount);
        _owns[_ownCount] = own;
        _slots[slot].Place = ~_ownCount++;
    }

    /// <summary>Lets go of a subscription's cursor, if it has one; the last one takes its place.</summary>
    private void ReleaseOwn(int slot)
    {
        if (OwnOf(slot) is not { } own)
        {
            return;
        }

        var last = _owns[--_ownCount];
        _owns[_ownCount] = null!;
        if (last != own)
        {
            last.OwnPlace = own.OwnPlace;
            _owns[last.OwnPlace] = last;
            _slots[last.Slot].Place = ~last.OwnPlace;
        }
    }

    private int Use(SubscriptionTerms terms)
    {
        for (var at = _termsLength - 1; at >= Math.Max(0, _termsLength - TermsLookedAt); at--)
        {
            if (ReferenceEquals(_terms[at].Terms, terms))
            {
                _terms[at].Count++;
                return at + 1;
            }
        }

        var place = _firstFreeTerms;
        if (place >= 0)
        {
            _firstFreeTerms = ~_terms[place].Count;
        }
        else
        {
            place = _termsLength++;
            MakeRoom(ref _terms, place, place / 4);
        }

        _terms[place] = new TermsUse { Terms = terms, Count = 1 };
        return place + 1;
    }

    private void Release(int terms)
    {
        ref var use = ref _terms[terms - 1];
        if (--use.Count == 0)
        {
            use = new TermsUse { Terms = null!, Count = ~_firstFreeTerms };
            _firstFreeTerms = terms - 1;
        }
    }

    /// <summary>Terms, the member that those in step on them are a part of, and how many slots have them.</summary>
    private struct TermsUse
    {
        public SubscriptionTerms Terms { get; set; }

        public CohortMember? Member { get; set; }

        /// <summary>Gets or sets how many; of terms that nobody has: the complement of the next such place.</summary>
        public int Count { get; set; }
    }
}
