package apitype

// DeclinedReason is why a process, a validation or a transaction was declined, or why
// it expired. The set is open.
type DeclinedReason string

// Reasons. Truora's references and guides name some of them differently:
// age_above_limit and age_above_threshold are one.
const (
	// Reasons of processes, and of validations that were not finished.

	DeclinedReasonNotUsed                      DeclinedReason = "not_used"                        // the link was never opened
	DeclinedReasonNoDocumentMediaUploaded      DeclinedReason = "no_document_media_uploaded"      // no photo of the document
	DeclinedReasonNoFaceMediaUploaded          DeclinedReason = "no_face_media_uploaded"          // no photo or video of the face
	DeclinedReasonNoMediaUploaded              DeclinedReason = "no_media_uploaded"               // neither
	DeclinedReasonProcessStartedLate           DeclinedReason = "process_started_late"            // too little time was left
	DeclinedReasonNotAnsweredQuestion          DeclinedReason = "not_answered_question"           // a question was left open
	DeclinedReasonManualReviewNotPerformed     DeclinedReason = "manual_review_not_performed"     // nobody reviewed it
	DeclinedReasonAbandonedWithoutUsingRetries DeclinedReason = "abandoned_without_using_retries" // left after a failed try
	DeclinedReasonValidationNotFinished        DeclinedReason = "validation_not_finished"         // left half-way
	DeclinedReasonValidationExpired            DeclinedReason = "validation_expired"              // a validation ran out of time
	DeclinedReasonUserProcessPostponed         DeclinedReason = "user_process_postponed"          // the person put it off
	DeclinedReasonGeolocationDenied            DeclinedReason = "geolocation_denied"              // the place was not shared
	DeclinedReasonVPNDetected                  DeclinedReason = "vpn_detected"                    // a VPN was in use
	DeclinedReasonNoFaceDetected               DeclinedReason = "no_face_detected"                // no face to be seen
	DeclinedReasonCanceled                     DeclinedReason = "canceled"                        // canceled
	DeclinedReasonDataAuthorizationNotProvided DeclinedReason = "data_authorization_not_provided" // consent was refused
	DeclinedReasonUnwantedCameraPermissions    DeclinedReason = "unwanted_camera_permissions"     // the camera was refused
	DeclinedReasonWaitingFileUpload            DeclinedReason = "waiting_file_upload"             // a file is still to come

	// Reasons of validations.

	DeclinedReasonImageAnalysisNotPassed               DeclinedReason = "image_analysis_not_passed"
	DeclinedReasonDocumentNotRecognized                DeclinedReason = "document_not_recognized"
	DeclinedReasonDataInconsistency                    DeclinedReason = "data_inconsistency"
	DeclinedReasonGovernmentDatabaseCheckFailed        DeclinedReason = "government_database_check_failed"
	DeclinedReasonOCRNoTextDetected                    DeclinedReason = "ocr_no_text_detected"
	DeclinedReasonEmptyInputFile                       DeclinedReason = "empty_input_file"
	DeclinedReasonInvalidCURP                          DeclinedReason = "invalid_curp"
	DeclinedReasonMissingText                          DeclinedReason = "missing_text"
	DeclinedReasonInvalidMRZ                           DeclinedReason = "invalid_mrz"
	DeclinedReasonAgeAboveLimit                        DeclinedReason = "age_above_limit"
	DeclinedReasonUnderage                             DeclinedReason = "underage"
	DeclinedReasonInvalidIssueDate                     DeclinedReason = "invalid_issue_date"
	DeclinedReasonNationalRegistrarInconsistency       DeclinedReason = "national_registrar_inconsistency"
	DeclinedReasonProductionDataInconsistency          DeclinedReason = "production_data_inconsistency"
	DeclinedReasonIdentityBelongsToDeadPerson          DeclinedReason = "identity_belongs_to_dead_person"
	DeclinedReasonFaceNotFoundInDocument               DeclinedReason = "face_not_found_in_document"
	DeclinedReasonMaxRetriesReached                    DeclinedReason = "max_retries_reached"
	DeclinedReasonAgeAboveThreshold                    DeclinedReason = "age_above_threshold"
	DeclinedReasonBlurryImage                          DeclinedReason = "blurry_image"
	DeclinedReasonDataNotMatchWithGovernmentDatabase   DeclinedReason = "data_not_match_with_government_database"
	DeclinedReasonDateOfBirthDoesNotMatchWithPhoto     DeclinedReason = "date_of_birth_does_not_match_with_photo"
	DeclinedReasonDamagedDocument                      DeclinedReason = "damaged_document"
	DeclinedReasonDocumentHasExpired                   DeclinedReason = "document_has_expired"
	DeclinedReasonDocumentIsAPhotoOfPhoto              DeclinedReason = "document_is_a_photo_of_photo"
	DeclinedReasonDocumentIsAPhotocopy                 DeclinedReason = "document_is_a_photocopy"
	DeclinedReasonDocumentUnregistered                 DeclinedReason = "document_unregistered"
	DeclinedReasonGovernmentDatabaseUnavailable        DeclinedReason = "government_database_unavailable"
	DeclinedReasonInvalidDocumentNumber                DeclinedReason = "invalid_document_number"
	DeclinedReasonInvalidPostalCode                    DeclinedReason = "invalid_postal_code"
	DeclinedReasonMissingAccents                       DeclinedReason = "missing_accents"
	DeclinedReasonInvalidQRContent                     DeclinedReason = "invalid_qr_content"
	DeclinedReasonMissingSecurityElements              DeclinedReason = "missing_security_elements"
	DeclinedReasonImageFaceValidationNotPassed         DeclinedReason = "image_face_validation_not_passed"
	DeclinedReasonImageTextValidationNotPassed         DeclinedReason = "image_text_validation_not_passed"
	DeclinedReasonPortraitPhotoIsFake                  DeclinedReason = "portrait_photo_is_fake"
	DeclinedReasonPossibleFraud                        DeclinedReason = "possible_fraud"
	DeclinedReasonTracesOfTampering                    DeclinedReason = "traces_of_tampering"
	DeclinedReasonFaceInBlocklist                      DeclinedReason = "face_in_blocklist"
	DeclinedReasonFraudsterFaceMatchInClientCollection DeclinedReason = "fraudster_face_match_in_client_collection"
	DeclinedReasonLivenessVerificationNotPassed        DeclinedReason = "liveness_verification_not_passed" //nolint:gosec // a reason, no credential
	DeclinedReasonPassiveLivenessVerificationNotPassed DeclinedReason = "passive_liveness_verification_not_passed"
	DeclinedReasonPhotoOfPhoto                         DeclinedReason = "photo_of_photo"
	DeclinedReasonSimilarityThresholdNotPassed         DeclinedReason = "similarity_threshold_not_passed"
	DeclinedReasonRiskyFaceDetected                    DeclinedReason = "risky_face_detected"
	DeclinedReasonRiskSignalDetected                   DeclinedReason = "risk_signal_detected"
	DeclinedReasonInvalidImageFormat                   DeclinedReason = "invalid_image_format"
	DeclinedReasonInvalidOrCorruptedImageFile          DeclinedReason = "invalid_or_corrupted_image_file"
	DeclinedReasonIncompleteDocument                   DeclinedReason = "incomplete_document"
	DeclinedReasonInconsistentParentNames              DeclinedReason = "inconsistent_parent_names"
	DeclinedReasonPerforationsIllegible                DeclinedReason = "perforations_illegible"
	DeclinedReasonPortraitPhotoIllegible               DeclinedReason = "portrait_photo_illegible"
	DeclinedReasonFileFormatNotSupported               DeclinedReason = "file_format_not_supported"
	DeclinedReasonInvalidFileFormat                    DeclinedReason = "invalid_file_format"
	DeclinedReasonInvalidVideoFile                     DeclinedReason = "invalid_video_file"
	DeclinedReasonFaceNotDetected                      DeclinedReason = "face_not_detected"
	DeclinedReasonFrontDocumentNotFound                DeclinedReason = "front_document_not_found"
	DeclinedReasonReverseDocumentNotFound              DeclinedReason = "reverse_document_not_found"
	DeclinedReasonMissingDateOfBirth                   DeclinedReason = "missing_date_of_birth"
	DeclinedReasonMissingDocumentNumber                DeclinedReason = "missing_document_number"
	DeclinedReasonMissingExpirationDate                DeclinedReason = "missing_expiration_date"
	DeclinedReasonMissingGender                        DeclinedReason = "missing_gender"
	DeclinedReasonMissingMRZ                           DeclinedReason = "missing_mrz"
	DeclinedReasonMissingNames                         DeclinedReason = "missing_names"
	DeclinedReasonMissingNationality                   DeclinedReason = "missing_nationality"
	DeclinedReasonMissingPostalCode                    DeclinedReason = "missing_postal_code"
	DeclinedReasonEmailNotValidVerdict                 DeclinedReason = "email_not_valid_verdict"
	DeclinedReasonWrongVerificationCode                DeclinedReason = "wrong_verification_code"
	DeclinedReasonPhoneNumberOutOfCoverage             DeclinedReason = "phone_number_out_of_coverage"

	// Reasons that are seen in integrations, not documented.

	DeclinedReasonInvalidMRZFormat                DeclinedReason = "invalid_mrz_format"
	DeclinedReasonFaceValidationFailed            DeclinedReason = "face_validation_failed"
	DeclinedReasonUserFaceMatchInClientCollection DeclinedReason = "user_face_match_in_client_collection"
)
