// The sentences of the made dialogs by mood, with slots in braces for the topic's words.
//
// All are made up for this corpus. Slots: {thing} {person} {place} {act} of the topic, {time} {name} {number}, and
// {adj}, an adjective of the mood.

/// The phrases of one mood.
struct MoodPhrases: Sendable {
  let adjectives: [String]
  /// Short calls, said often.
  let calls: [String]
  let clauses: [String]

  init(_ adjectives: String, calls: [String], _ clauses: [String]) {
    self.adjectives = adjectives.split(separator: " ").map(String.init)
    self.calls = calls
    self.clauses = clauses
  }
}

extension MoodPhrases {
  static let anger = MoodPhrases(
    "ridiculous outrageous stupid insane selfish rude useless pathetic",
    calls: [
      "Shut up!", "I hate this!", "Get lost!", "Stop lying!", "You idiot!",
      "That makes me so angry!",
    ],
    [
      "Don't you dare touch my {thing}!", "Get out of here before I throw that {thing} at you!",
      "I am sick of your lies about the {thing}.", "How dare you {act} without asking me?",
      "This is {adj}, absolutely {adj}!", "Shut up and listen to me!",
      "You never listen, you only shout {place}.", "I hate the way {person} treats me.",
      "Who do you think you are?", "Stop yelling at me {place}!",
      "You broke the {thing} and you don't even care.", "I want to talk to {person} right now!",
      "That was my {thing}, you {adj} idiot!", "I'm not going to pay for this garbage.",
      "{name} lied to me, again and again.", "Leave me alone, I mean it!",
      "It is your fault that we had to {act}.", "What is wrong with {person}?",
      "I could scream at {person} for this.", "Give me back the {thing}, now!",
      "You had no right to {act}.", "I swear I will sue {person}!",
    ])

  static let frustration = MoodPhrases(
    "annoying pointless complicated impossible slow confusing useless hopeless",
    calls: [
      "It's so annoying.", "This doesn't work.", "I'm tired of waiting.", "What a mess.",
      "I tried everything.", "It never works.",
    ],
    [
      "I have been waiting {place} for {number} hours.", "I already told {person} {number} times.",
      "Why does nobody ever {act}?", "It's so {adj}, I can't deal with the {thing} anymore.",
      "I don't understand why we still have to {act}.", "Nothing works, the {thing} least of all.",
      "Every time I try to {act}, something goes wrong.", "Are you even listening?",
      "That's not what I asked {person} for.", "I just need somebody to look at the {thing}.",
      "They keep sending me from one desk to another.",
      "You always say that, and then you forget the {thing}.",
      "I tried to explain it to {name}, but it's {adj}.", "Okay, once more, slowly: I did {act}.",
      "There must be some mistake with the {thing}.",
      "I spent {number} weeks on the {thing} for nothing.",
      "How many times do I have to {act}?", "It doesn't make any sense to {act} {time}.",
      "Nobody tells me anything {place}.", "I give up, it's {adj} to {act}.",
      "Can't you see that the {thing} is the problem?", "We keep talking in circles.",
    ])

  static let sadness = MoodPhrases(
    "lonely empty broken gone quiet tired lost heavy",
    calls: [
      "I miss those days.", "It hurts so much.", "I can't stop crying.", "I feel so alone.",
      "I lost all hope.", "It breaks my heart.",
    ],
    [
      "I miss {name} so much.", "I can't believe that {name} is gone.",
      "{name} died {time}, and I wasn't there.", "I cried {place} all night.",
      "The {thing} makes me think of {name}.", "I feel so {adj} without {name}.",
      "It hurts to look at the {thing}.", "I wish I had said goodbye to {person}.",
      "Everything feels {adj} since the funeral.", "I should have been there {place}.",
      "We were going to {act} together, and now we never will.", "I'm so sorry for your loss.",
      "I don't know how to live without {person}.",
      "She left me {time}, just a note on the {thing}.",
      "I lost my {thing} and my home {time}.", "I can't stop crying, I'm {adj}.",
      "Nothing matters anymore, not even the {thing}.", "I have nobody left to {act} with.",
      "My heart is {adj}.", "They said goodbye {place}, and I never saw them again.",
      "I still keep the {thing} because it was from {name}.", "It's over, I know that it's over.",
    ])

  static let happiness = MoodPhrases(
    "lovely nice sweet wonderful happy beautiful funny warm",
    calls: [
      "That's lovely.", "I'm so glad.", "That's funny.", "I like that.", "Those were good times.",
      "That makes me smile.",
    ],
    [
      "I'm so glad that you like the {thing}.", "That was a {adj} evening {place}.",
      "{person} made me smile {time}.", "I love how {name} laughs.",
      "Thank you, that's really {adj} of you.", "We had such a good time {place}.",
      "It feels good to {act} together.", "You look {adj} {time}.",
      "I'm proud of you, you managed to {act}.", "Do you remember how we used to {act}?",
      "The {thing} turned out {adj}.", "I like it here {place} with you.",
      "{name} told me the funniest story about the {thing}.", "What a {adj} {thing}!",
      "I always wanted to {act}, and it was fun.", "You make me happy, you know that?",
      "Everybody was dancing {place}.", "I'm enjoying this, I really am.",
      "My favorite part was the {thing}.", "It's so nice to see {person} again.",
    ])

  static let excitement = MoodPhrases(
    "amazing incredible fantastic awesome brilliant perfect gorgeous great",
    calls: [
      "Oh my god, amazing!", "I'm so excited!", "Wow, fantastic!", "Congratulations!",
      "That's awesome!", "I can't wait!",
    ],
    [
      "Oh my god, we are going to {act}!", "I got the {thing}, I got it!",
      "I'm getting married {time}!", "Guess what, {person} said yes!",
      "That is {adj}, I'm so excited!", "I can't wait to {act}!",
      "Congratulations, that's {adj} news!", "You won't believe how {adj} the {thing} is!",
      "They accepted me, I'm going {time}!", "We won the {thing}, can you imagine?",
      "It's going to be {adj}, everybody is coming!", "Wow, look at the {thing}, it's {adj}!",
      "Yes, finally, we can {act}!", "I've been dreaming of the {thing} all my life!",
      "{name} asked me to {act}, and I screamed!", "We have to celebrate {place}!",
      "I'm so thrilled, I could dance {place}!", "Hurry up, they are about to {act}!",
      "This is the best day of my life!", "Tell me everything about the {thing}!",
    ])

  static let fear = MoodPhrases(
    "dark strange dangerous terrible loud scary",
    calls: ["I'm scared.", "I'm so afraid.", "Help me!", "Be careful!"],
    [
      "I'm scared, please don't leave me {place}.", "Did you hear that noise {place}?",
      "Somebody is following us, I saw a shadow.", "I'm afraid of what {person} will do.",
      "Please, please don't {act}.", "I can't breathe, it's so {adj} in here.",
      "What if they find the {thing}?", "Hide behind the {thing}, quick!",
      "I had a nightmare about the {thing}.", "Something {adj} is moving {place}.",
      "Help me, I'm shaking.", "I'm terrified that {name} won't wake up.",
      "Be careful, the {thing} is {adj}.", "Don't open the door, it's {adj} outside.",
    ])

  static let surprise = MoodPhrases(
    "unbelievable weird unexpected sudden odd crazy",
    calls: ["No way!", "Wow, really?", "You're kidding!", "What a surprise!"],
    [
      "What, you are going to {act}?", "Really, since when?",
      "No way, {person} did that?", "I had no idea about the {thing}!",
      "Wait, you mean the {thing} was {adj}?", "Where did that {thing} come from?",
      "You are kidding, {name} is here {time}?", "Oh, I didn't expect {person} {place}!",
      "How on earth did you {act}?", "Are you serious about the {thing}?",
      "Whoa, that was {adj}!", "Since when does {name} {act}?",
      "Did you just say {number} thousand?", "Who told you that, {person}?",
    ])

  static let disgust = MoodPhrases(
    "filthy gross rotten smelly", calls: ["That's gross.", "It smells."],
    [
      "That {thing} smells {adj}.", "It's {adj}, take it away.",
      "How can you eat that {thing}?", "There was {adj} slime {place}.",
      "I feel sick when I look at the {thing}.", "The whole place is {adj}.",
    ])

  static let neutral = MoodPhrases(
    "usual regular normal simple small other",
    calls: [
      "That's fine.", "Let me check.", "Let me write that down.", "One moment.", "That's correct.",
      "No problem.",
    ],
    [
      "The {thing} is {place}.", "I usually {act} {time}.", "We could {act} {time}.",
      "Do you want to {act} or not?", "It was about {number} dollars.",
      "I think {person} said {number} o'clock.", "Could you tell me where the {thing} is?",
      "I talked to {person} {time}.", "It's the {adj} {thing}, nothing special.",
      "My name is {name}, and I called {time}.", "First you {act}, and then you wait {place}.",
      "You need the {thing} and one other document.", "Let me see, that would be number {number}.",
      "{name} works {place}, as far as I know.", "I put the {thing} next to the door.",
      "How long have you had the {thing}?", "There are {number} people {place}.",
      "Maybe we should ask {person}.", "What time do you want to {act}?",
      "I guess the {thing} can wait.", "So you came here to {act}?", "Sure, I can {act} {time}.",
      "Can I see the {thing}, please?", "It takes {number} minutes to {act}.",
    ])

  /// Neutral phrases for any mood: only the voice carries the emotion.
  static let common = [
    "I was thinking about the {thing}.", "I talked with {name} about it {time}.",
    "We have to {act} {time}.", "You know that I want to {act}.", "I saw {person} {place}.",
    "{name} wants to {act} with me.", "This is about the {thing}.",
    "I told you about the {thing} {time}.", "Did {person} call you {time}?",
    "I never thought that we would {act}.", "You said you would {act}.",
    "It happened {place} {time}.", "What did {person} tell you?", "I just wanted to {act}.",
    "Look at the {thing}.", "That's what {name} told me.",
    "I don't know what to do with the {thing}.",
    "Are you going to {act}?", "Everybody knows about {name} and the {thing}.",
    "I can't believe we are {place} again.", "We've been here {place} before.",
    "I thought about {person} the whole time.", "Is that your {thing}?",
    "They wanted {number} of them.", "You and {name} could {act}.", "I left the {thing} {place}.",
  ]

  /// Whole turns that every mood uses.
  static let replies = [
    "Yeah.", "No.", "Okay.", "What?", "I know.", "I don't know.", "Right.", "All right.",
    "Oh.", "Really?", "Yes.", "Why?", "I guess so.", "Are you sure?", "You think so?", "Mm-hmm.",
    "Well.", "Come on.", "Of course.", "That's true.", "I'm sorry.", "Wait.", "Exactly.",
    "What do you mean?", "Tell me.", "It's fine.", "Maybe.", "Oh my god.", "Not now.", "Hello?",
  ]

  static let openers = [
    "Well, ", "Look, ", "Listen: ", "You know, ", "I mean, ", "Okay, ", "Oh, ", "So, ", "But ",
    "Here is the thing: ", "And ", "Um, ", "Yeah, ", "No, ", "Right, ", "Honey, ", "Actually, ",
  ]

  static let tails = [
    "You know what I mean?", "That's all.", "I think.", "Do you understand?", "Believe me.",
    "It's like that.", "That's what I said: no.", "Anyway.", "What can I do?", "Let's see.",
  ]
}
