-- How texts are taken apart: words, headlines, five words in a row, those of a site.

-- A text's words, lower case: runs of letters, marks and digits. Apostrophes and soft hyphens fall away ("don’t" is
-- "dont"); scripts that set no spaces are read one character a word. Only the rarer marks are matched and spaces split
-- on, which is three times quicker than to match every word.
create or replace temp macro copies_words(content) as list_filter(
    string_split(
        regexp_replace(
            regexp_replace(
                lower(regexp_replace(nfc_normalize(coalesce(content, '')), '[''’‘ʼ`\x{AD}\x{200B}]+', '', 'g')),
                '[^\p{L}\p{M}\p{N} ]+', ' ', 'g'
            ),
            '([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])', ' \1 ', 'g'
        ),
        ' '
    ),
    lambda word: word <> ''
);

create or replace temp macro copies_hashes(content) as list_transform(copies_words(content), lambda word: hash(word));

-- The words of a headline that say something: four letters or more, numbers, and signs that are words.
create or replace temp macro copies_title_words(title) as list_sort(list_distinct(list_transform(
    list_filter(copies_words(title), lambda word: length(word) >= 4 or ord(word) < 58 or ord(word) > 1500),
    lambda word: hash(word)
)));

-- Words of forms to sign in, of notices and menus: five words in a row of which two are such belong to a site, whatever
-- its history. So the first night is not without any.
create or replace temp macro copies_site_words() as list_transform(
    [
        'access', 'account', 'accounts', 'advertise', 'advertisement', 'advertising', 'agree', 'app', 'browser', 'click',
        'comment', 'commenting', 'comments', 'conditions', 'cookie', 'cookies', 'copyright', 'digital', 'download', 'email',
        'emails', 'facebook', 'faq', 'inbox', 'instagram', 'javascript', 'linkedin', 'log', 'logged', 'login', 'newsletter',
        'newsletters', 'password', 'paywall', 'pinterest', 'policy', 'print', 'privacy', 'profile', 'reddit', 'register',
        'registered', 'registration', 'reserved', 'share', 'sign', 'signed', 'signing', 'sponsored', 'submit', 'submitting',
        'subscribe', 'subscribed', 'subscriber', 'subscribers', 'subscribing', 'subscription', 'subscriptions', 'tap',
        'terms', 'twitter', 'unlimited', 'unsubscribe', 'username', 'welcome', 'whatsapp', 'youtube'
    ],
    lambda word: hash(word)
);

-- Where the site's five words begin: places from 1.
create or replace temp macro copies_site_places(words, found) as list_filter(
    range(1, len(words) + 1),
    lambda i: list_contains(found, words[i])
);
create or replace temp macro copies_site_starts(places) as list_distinct(flatten(list_transform(
    list_filter(range(1, len(places)), lambda k: places[k + 1] - places[k] <= 4),
    lambda k: range(greatest(places[k + 1] - 4, 1), places[k] + 1)
)));

-- Every five words in a row; NULL for those that belong to a site by their words.
-- hash(a, b, c, d, e) of hashed words is some fifty times quicker than hash() of a slice.
create or replace temp macro copies_shingles(words, site_starts) as if(
    len(site_starts) = 0,
    list_transform(
        range(1, greatest(len(words) - 3, 1)),
        lambda i: hash(words[i], words[i + 1], words[i + 2], words[i + 3], words[i + 4])
    ),
    list_transform(
        range(1, greatest(len(words) - 3, 1)),
        lambda i: if(
            list_contains(site_starts, i),
            null,
            hash(words[i], words[i + 1], words[i + 2], words[i + 3], words[i + 4])
        )
    )
);

-- One shingle in four finds all pairs of long texts; a short one needs all it has.
create or replace temp macro copies_is_sampled(shingle, word_count) as shingle % 4 = 0 or word_count < 120;

create or replace temp macro copies_fingerprint(shingle) as (shingle >> 32)::uinteger;

set variable copies_site = copies_site_words()
